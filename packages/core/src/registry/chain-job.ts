import type { RegisteredJob } from './registered-job.js';

/** The job of every run of a chain: a combined job whose phases come with the run. No extension brings it. */
export const chainJobName = 'run_chain';

/** What every host has it as; it is not among the jobs that are listed. */
export const chainJob: RegisteredJob = Object.freeze<RegisteredJob>({
  name: chainJobName,
  description: 'Runs the steps of a chain, one after the other',
  extension: 'infra',
  tags: [],
  schedule: '',
  timeZone: 'UTC',
  enabled: true,
  schedules: [],
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
  configuredParameters: {},
  timeoutMs: null,
  retry: Object.freeze({
    maxAttempts: 1,
    kind: 'fixed',
    firstMs: 0,
    factor: 1,
    capMs: 0,
    jitter: 0,
    retryOn: null,
    giveUpOn: [],
  }),
  overlap: 'skip',
  misfire: 'run-once',
  clockChange: {},
  jitterMs: 0,
  concurrency: null,
  rate: null,
  queue: 'default',
  priority: 0,
  conflictGroup: 'chains',
  after: [],
  isolation: 'none',
  cancelGraceMs: 5_000,
  alert: { after: 3, pause: false },
  approval: 'auto',
  estimates: false,
  formerly: [],
  phases: [],
  resumable: true,
  // By its name, inside another chain.
  chain: false,
  module: '',
});
