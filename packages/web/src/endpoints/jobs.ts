import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limit, moment, namedJob, reason, word } from './fields.js';

const switched = z.strictObject({
  reason,
  until: moment('when the word runs out; for good when left out'),
});

/** What can run. */
export const jobEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/jobs',
    summary: 'Every job of the registry, by name',
    role: 'viewer',
    query: z.strictObject({
      tag: word('only jobs with it'),
      extension: word('only jobs of it'),
      results: z.coerce
        .number()
        .int()
        .min(0)
        .max(100)
        .describe("how many of each job's last results to show")
        .default(0),
    }),
    artifact: 'jobs list',
    handle: async (host, { query }) => (await operations.listJobs()).listJobs(host, query),
  }),
  endpoint({
    method: 'GET',
    path: '/api/jobs/:name',
    summary: 'Everything that is known of one job',
    role: 'viewer',
    parameters: namedJob,
    artifact: 'jobs show',
    handle: async (host, { path }) => (await operations.showJob()).showJob(host, path),
  }),
  endpoint({
    method: 'GET',
    path: '/api/jobs/:name/history',
    summary: 'The runs of one job, newest first',
    role: 'viewer',
    parameters: namedJob,
    query: z.strictObject({
      status: word('as people write it: success, failed, running …'),
      since: moment('runs that started, or were asked for, at this moment or later'),
      limit: limit(20, 1_000),
    }),
    artifact: 'jobs history',
    handle: async (host, { path, query }) =>
      (await operations.jobHistory()).jobHistory(host, { job: path.name, ...query }),
  }),
  endpoint({
    method: 'GET',
    path: '/api/jobs/:name/next',
    summary: 'The coming occurrences of one job, soonest first',
    role: 'viewer',
    parameters: namedJob,
    query: z.strictObject({
      from: moment('the moment itself is left out; now by default'),
      limit: limit(10, 500),
    }),
    artifact: 'jobs next',
    handle: async (host, { path, query }) =>
      (await operations.nextOccurrences()).nextOccurrences(host, { ...path, ...query }),
  }),
  endpoint({
    method: 'GET',
    path: '/api/jobs/:name/explain',
    summary: 'What became of a moment of one job',
    role: 'viewer',
    parameters: namedJob,
    query: z.strictObject({ at: moment('the latest past occurrence by default') }),
    artifact: 'jobs explain',
    handle: async (host, { path, query }) =>
      (await operations.explainOccurrence()).explainOccurrence(host, { ...path, ...query }),
  }),
  endpoint({
    method: 'GET',
    path: '/api/jobs/:name/ledger',
    summary: "What became of the job's latest occurrences, newest first",
    role: 'viewer',
    parameters: namedJob,
    query: z.strictObject({ limit: limit(50, 500) }),
    artifact: 'jobs ledger',
    handle: async (host, { path, query }) =>
      (await operations.jobLedger()).jobLedger(host, { ...path, ...query }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/jobs/:name/run',
    summary: 'Submit a run of the job for any worker that has it',
    role: 'operator',
    parameters: namedJob,
    body: z.strictObject({
      parameters: z.record(z.string(), z.unknown()).default({}),
      subject: z.string().max(255).describe('what it works on').optional(),
    }),
    artifact: 'runs submit',
    handle: async (host, { path, body }) =>
      (await operations.submitRun()).submitRun(host, { ...path, ...body, trigger: 'manual' }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/jobs/:name/enable',
    summary: 'Let the job run on its schedule, by your word',
    role: 'operator',
    parameters: namedJob,
    body: switched,
    artifact: 'jobs enable',
    handle: async (host, { path, body }) =>
      (await operations.enableJob()).enableJob(host, { ...path, ...body }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/jobs/:name/disable',
    summary: 'Keep the job from running on its schedule, by your word',
    role: 'operator',
    parameters: namedJob,
    body: switched,
    artifact: 'jobs disable',
    handle: async (host, { path, body }) =>
      (await operations.disableJob()).disableJob(host, { ...path, ...body }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/jobs/:name/reset',
    summary: 'Give the job back to the default of code and configuration',
    role: 'operator',
    parameters: namedJob,
    body: z.strictObject({ reason }),
    artifact: 'jobs reset',
    handle: async (host, { path, body }) =>
      (await operations.resetJob()).resetJob(host, { ...path, ...body }),
  }),
];
