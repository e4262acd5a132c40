import { expect, it } from 'vitest';
import { JobNotFoundError } from '../registry/job-not-found-error.js';
import type { JobRegistry } from '../registry/job-registry.js';
import { testJob } from '../testing/test-job.js';
import { preparePhases } from './begin-combined-run.js';

const here = testJob('here', { queue: 'mine', approval: 'required' });
const registry = {
  find: (name: string) => (name === 'here' ? here : undefined),
  require: (name: string) => {
    if (name === 'here') return here;
    throw new JobNotFoundError(name, ['here']);
  },
  load: async () => ({ job: here, schema: null }),
} as unknown as JobRegistry;

const elsewhere = { queue: 'theirs', limited: true, gated: false, maxAttempts: 4 };
const phase = (job: string) => ({ name: job, job, weight: 50, parameters: {} });

it('goes by what this host says of a job, and by what another said of one that only it has', async () => {
  const phases = await preparePhases(registry, [
    { ...phase('here'), elsewhere },
    { ...phase('there'), elsewhere },
  ]);
  expect(phases).toMatchObject([
    { jobName: 'here', queue: 'mine', limited: false, gated: true, maxAttempts: 1 },
    { jobName: 'there', ...elsewhere },
  ]);
});

it('refuses a job that nobody has told of', async () => {
  await expect(preparePhases(registry, [phase('there')])).rejects.toThrow("no job 'there'");
});
