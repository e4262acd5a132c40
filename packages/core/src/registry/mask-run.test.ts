import { expect, it } from 'vitest';
import { testJob } from '../testing/test-job.js';
import { maskRun } from './mask-run.js';

const pin = {
  type: 'object',
  properties: { pin: { type: 'string', secret: true }, page: { type: 'number' } },
};
const jobs = [testJob('open', { parameters: pin })];
const registry = { jobs, find: (name: string) => jobs.find((job) => job.name === name) };

it('masks what the steps of a run of a chain are given, each by its own job', () => {
  const parameters = {
    chain: 'nightly',
    steps: [
      { job: 'open', parameters: { pin: '1234', page: 1 } },
      { job: 'run_chain', parameters: { chain: 'other', parameters: { pin: '1234', page: 2 } } },
      { job: 'gone', parameters: { pin: '1', password: '1234' } },
    ],
  };
  expect(maskRun(registry, 'run_chain', parameters)).toEqual({
    chain: 'nightly',
    steps: [
      { job: 'open', parameters: { pin: '***', page: 1 } },
      { job: 'run_chain', parameters: { chain: 'other', parameters: { pin: '***', page: 2 } } },
      { job: 'gone', parameters: { pin: '1', password: '***' } },
    ],
  });
});

it('masks the parameters of any other run by its job', () => {
  expect(maskRun(registry, 'open', { pin: '1234' })).toEqual({ pin: '***' });
});
