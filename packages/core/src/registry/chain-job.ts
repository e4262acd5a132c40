import { jobDefaults } from './job-defaults.js';
import type { RegisteredJob } from './registered-job.js';

/** The job of every run of a chain: a combined job whose phases come with the run. No extension brings it. */
export const chainJobName = 'run_chain';

/** What every host has it as; it is not among the jobs that are listed. */
export const chainJob: RegisteredJob = Object.freeze<RegisteredJob>({
  ...jobDefaults,
  name: chainJobName,
  description: 'Runs the steps of a chain, one after the other',
  extension: 'infra',
  // What `chain-run.ts` checks with zod, which is not loaded to list jobs.
  parameters: Object.freeze({
    type: 'object',
    properties: {
      chain: { type: 'string', description: 'its name; null for one that is not saved' },
      parameters: { type: 'object', additionalProperties: {} },
      steps: { type: 'array', items: { type: 'object', additionalProperties: {} } },
    },
    additionalProperties: false,
  }),
  conflictGroup: 'chains',
  phases: [],
  resumable: true,
  // By its name, inside another chain.
  chain: false,
  module: '',
});
