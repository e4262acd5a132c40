import { describe, expect, it } from 'vitest';
import { outcomes } from '../testing/run-fixtures.js';
import { concealed, concealedOutcome, concealedProgress } from './conceal.js';

const secrets = ['hunter2-long', 'hunter2'];

describe('secrets', () => {
  it.each([
    ['no secret here', 'no secret here'],
    ['hunter2 and hunter2', '*** and ***'],
    ['token=hunter2-long;', 'token=***;'],
    ['{"password":"hunter2"}', '{"password":"***"}'],
  ])('in %j read %j', (text, expected) => {
    expect(concealed(text, secrets)).toBe(expected);
  });

  it('are in no message of progress', () => {
    expect(concealedProgress({ completed: 1, message: 'with hunter2' }, secrets)).toEqual({
      completed: 1,
      message: 'with ***',
    });
    expect(concealedProgress({ completed: 1 }, secrets)).toEqual({ completed: 1 });
  });

  it('are in no message and no stack of an outcome, whatever it is', () => {
    const error = {
      code: 'job_threw',
      message: 'no hunter2',
      stack: 'Error: no hunter2\n  at f (hunter2.js)',
    };
    const result = { ...outcomes.completed.result, message: 'used hunter2' };
    for (const outcome of [
      { ...outcomes.failed, error, result },
      { ...outcomes.retried, error },
      { ...outcomes.completed, result },
      { ...outcomes.returned },
    ]) {
      expect(JSON.stringify(concealedOutcome(outcome, secrets))).not.toContain('hunter2');
    }
    expect(concealedOutcome({ ...outcomes.failed, error }, secrets)).toMatchObject({
      error: { message: 'no ***', stack: 'Error: no ***\n  at f (***.js)' },
    });
    expect(concealedOutcome(outcomes.failed, [])).toBe(outcomes.failed);
  });
});
