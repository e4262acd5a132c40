import { describe, expect, it } from 'vitest';
import { outcomes } from '../testing/run-fixtures.js';
import { concealed, concealedJson, concealedOutcome, concealedProgress } from './conceal.js';

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

  it.each([
    ['abc', '***'],
    ['the abc of it', 'the abc of it'],
    ['', ''],
  ])('that are short are hidden where they are the whole text: %j', (text, expected) => {
    expect(concealed(text, ['abc', '7'])).toBe(expected);
  });

  it('are in no text, field name or number of a JSON value, which stays one', () => {
    const value = {
      at: new Date(0),
      list: ['hunter2', 4711, 47110, true, null],
      'of hunter2': { pin: '123' },
    };
    expect(concealedJson(value, ['hunter2', '4711', '123', '7'])).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      list: ['***', '***', 47110, true, null],
      'of ***': { pin: '***' },
    });
    expect(concealedJson(value, [])).toBe(value);
  });

  it('are in no output; one that is no JSON is left to whoever stores it', () => {
    const output = { seen: ['with hunter2'], count: 7 };
    const outcome = { ...outcomes.completed, result: { ...outcomes.completed.result, output } };
    expect(concealedOutcome(outcome, [...secrets, '7'])).toMatchObject({
      result: { output: { seen: ['with ***'], count: 7 } },
    });
    const big = { ...outcome, result: { ...outcome.result, output: 1n } };
    expect(concealedOutcome(big, secrets)).toMatchObject({ result: { output: 1n } });
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
