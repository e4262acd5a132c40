import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { cursor, flag, identifiedRun, ids, limit, moment, reason, word } from './fields.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
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

const cancellation = z.strictObject({
  reason,
  force: z.boolean().describe('running ones get no grace time').optional(),
});

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
      subject: word('only runs that work on it'),
      since: moment('runs that were asked for at this moment or later'),
      after: cursor,
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
    path: '/api/runs/:id/cancel',
    summary: 'Cancel a run; one that runs is asked to end, and is in `stopping` until it has',
    role: 'operator',
    parameters: identifiedRun,
    body: cancellation,
    artifact: 'runs stop',
    handle: async (host, { path, body }) =>
      (await operations.stopRun()).stopRun(host, { ...requireOwnRun(path), ...body, wait: false }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/runs/cancel',
    summary: 'Cancel many runs: those with these ids, or those that a filter means',
    role: 'operator',
    body: z.strictObject({
      ...cancellation.shape,
      ids: ids.optional(),
      filter: z
        .enum(['all', 'pending', 'approved', 'queued', 'running', 'processing'])
        .describe('instead of ids: exactly these unfinished runs')
        .optional(),
      client: z.string().max(255).describe('only runs for this client; beside a filter').optional(),
      limit: limit(100, 1_000),
    }),
    artifact: 'runs cancel',
    handle: async (host, { body: { ids, filter, client, limit, ...word } }) => {
      const { cancelRuns, cancelTheseRuns } = await operations.cancelRuns();
      if (ids !== undefined && filter === undefined && client === undefined) {
        return cancelTheseRuns(host, { ids, ...word, wait: false });
      }
      if (ids === undefined && filter !== undefined) {
        return cancelRuns(host, { target: filter, client, limit, ...word, wait: false });
      }
      throw new RequestRefusedError('invalid_request', 'give either ids or a filter');
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/runs/clean',
    summary: 'Delete old finished runs; one with an unresolved failure stays',
    role: 'admin',
    body: z.strictObject({
      older_than_ms: z
        .number()
        .min(0)
        .describe('ended longer ago than that')
        .default(7 * 24 * 3_600_000),
      status: z.string().max(20).describe('only those that ended so').optional(),
      dry_run: z.boolean().describe('count, and delete nothing').default(false),
    }),
    artifact: 'runs clean',
    handle: async (host, { body, signal }) =>
      (await operations.cleanRuns()).cleanRuns(host, {
        olderThanMs: body.older_than_ms,
        status: body.status,
        dryRun: body.dry_run,
        signal,
      }),
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
