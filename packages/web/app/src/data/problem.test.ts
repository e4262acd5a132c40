import { describe, expect, it } from 'vitest';
import { problemOf } from './problem.js';

describe('an error answer', () => {
  it('is told with its message, its hint and the faults of each field', () => {
    const problem = problemOf(422, {
      title: 'Invalid parameters',
      detail: 'the parameters of tidy are not valid',
      code: 'invalid_parameters',
      hint: 'see its schema',
      faults: [{ in: 'parameters', path: 'pages', reason: 'too small' }, 'what is this?'],
    });
    expect(problem).toMatchObject({
      message: 'the parameters of tidy are not valid',
      status: 422,
      code: 'invalid_parameters',
      hint: 'see its schema',
      faults: [{ path: 'pages', reason: 'too small' }],
    });
  });

  it.each([null, 'a page of a proxy', { detail: 7 }])(
    'that says nothing, such as %j, is told by its status',
    (body) => {
      expect(problemOf(502, body)).toMatchObject({
        message: 'The server answered 502',
        hint: null,
        faults: [],
      });
    },
  );
});
