import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { flag, identifiedRun, limit, moment, reason, word } from './fields.js';
import { requireOwnRun } from './own-run.js';

const submission = {
  subject: z.string().max(255).describe('what it works on').optional(),
  client: z.string().max(255).describe('for whom it is').optional(),
  key: z.string().max(255).describe('the same key of the same job names the same run').optional(),
  context: z.record(z.string(), z.unknown()).describe('data of your own').optional(),
  priority: z.int().describe('from -1000 to 1000').optional(),
  queue: z.string().describe('the queue of the job by default').optional(),
  delay: z.union([z.number(), z.string()]).describe('milliseconds, or 30s, 5m, 2h, 7d').optional(),
  at: moment('not before this moment'),
  resume: z.boolean().describe('whether it goes on from the checkpoint of an earlier run').optional(),
  approve: z.boolean().describe('whether it has its leave at once').optional(),
};

/** What ran, runs or waits to run. */
export const runEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/runs',
    summary: 'The runs of all jobs or of one, newest first',
    role: 'viewer',
    query: z.strictObject({
      filter: word('pending, approved, active, processing, done, failed or cancelled'),
      status: word('exactly this status; not beside a filter'),
      job: word('only runs of this job'),
      client: word('only runs for this client'),
      since: moment('runs that were asked for at this moment or later'),
      limit: limit(20, 500),
    }),
    artifact: 'runs list',
    handle: async (host, { query }) => (await operations.listRuns()).listRuns(host, query),
  }),
  endpoint({
    method: 'POST',
    path: '/api/runs',
    summary: 'Submit a run of a job for any worker that has it',
    role: 'operator',
    body: z.strictObject({
      job: z.string().min(1).max(255),
      parameters: z.record(z.string(), z.unknown()).default({}),
      ...submission,
    }),
    artifact: 'runs submit',
    handle: async (host, { body: { job, delay, ...body } }) =>
      (await operations.submitRun()).submitRun(host, {
        ...body,
        ...(delay === undefined ? {} : { delay: delay as `${number}s` }),
        name: job,
        trigger: 'api',
      }),
  }),
  endpoint({
    method: 'GET',
    path: '/api/runs/:id',
    summary: 'All that is known of one run',
    role: 'viewer',
    parameters: identifiedRun,
    artifact: 'runs status',
    handle: async (host, { path }) => (await operations.showRun()).showRun(host, requireOwnRun(path)),
  }),
  endpoint({
    method: 'GET',
    path: '/api/runs/:id/logs',
    summary: 'The log of a run, in the order it was written',
    role: 'viewer',
    parameters: identifiedRun,
    query: z.strictObject({
      tail: z.coerce.number().int().min(1).max(10_000).describe('the last so many lines').optional(),
      since: moment('lines written at this moment or later'),
      stderr: flag('only what went wrong'),
    }),
    artifact: 'runs logs',
    handle: async (host, { path, query, signal }) =>
      (await operations.readRunLogs()).readRunLogs(host, { ...requireOwnRun(path), ...query, signal }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/runs/:id/retry',
    summary: 'Make a new run from a finished one',
    role: 'operator',
    parameters: identifiedRun,
    body: z.strictObject({
      resume: z.boolean().describe('whether it goes on from the checkpoint').optional(),
    }),
    artifact: 'runs retry',
    handle: async (host, { path, body }) =>
      (await operations.retryRun()).retryRun(host, { ...requireOwnRun(path), ...body }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/runs/:id/approve',
    summary: 'Approve a run that waits for it',
    role: 'operator',
    parameters: identifiedRun,
    body: z.strictObject({ reason }),
    artifact: 'runs approve run',
    handle: async (host, { path, body }) =>
      (await operations.approveRun()).approveRun(host, { ...requireOwnRun(path), ...body }),
  }),
];
