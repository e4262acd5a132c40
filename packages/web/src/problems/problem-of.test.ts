import { exitCodeOf, InfraError } from '@infra/core';
import { describe, expect, it } from 'vitest';
import { isUnexpected, problemOf } from './problem-of.js';
import { statusOfCode } from './problem-statuses.js';
import { RequestRefusedError } from './request-refused-error.js';

class BrokenParametersError extends InfraError {
  readonly code = 'invalid_parameters';
  readonly issues = [{ path: 'name', message: 'is missing' }];
}

describe('problemOf', () => {
  it('has a status for every code that there is', () => {
    for (const code of Object.keys(exitCodeOf)) expect(statusOfCode).toHaveProperty(code);
  });

  it('tells an error that was thrown on purpose as the command line does', () => {
    const error = new BrokenParametersError('the parameters are not valid', { hint: 'look at the schema' });
    expect(problemOf(error)).toEqual({
      type: 'urn:infra-jobs:problem:invalid_parameters',
      title: 'Invalid parameters',
      status: 422,
      detail: 'the parameters are not valid',
      code: 'invalid_parameters',
      hint: 'look at the schema',
      faults: [{ in: 'parameters', path: 'name', reason: 'is missing' }],
    });
    expect(isUnexpected(error)).toBe(false);
  });

  it('tells nothing of any other error', () => {
    const error = new Error('connection string postgres://me:secret@db');
    expect(JSON.stringify(problemOf(error))).not.toContain('secret');
    expect(problemOf(error)).toMatchObject({ status: 500, code: 'internal_error' });
    expect(isUnexpected(error)).toBe(true);
  });

  it('tells of a refused request with each mistake', () => {
    const faults = [{ in: 'query', path: 'limit', reason: 'too large' }] as const;
    const refused = new RequestRefusedError('invalid_request', 'query limit: too large', { faults });
    expect(problemOf(refused)).toMatchObject({ status: 422, hint: null, faults });
  });
});
