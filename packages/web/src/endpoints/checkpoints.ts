import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { limit } from './fields.js';

/** What interrupted runs can be resumed from. */
export const checkpointEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/checkpoints',
    summary: 'What runs that failed or were cancelled can be resumed from, the latest first',
    role: 'viewer',
    query: z.strictObject({ limit: limit(50, 500) }),
    artifact: 'checkpoints list',
    handle: async (host, { query }) => (await operations.listCheckpoints()).listCheckpoints(host, query),
  }),
  endpoint({
    method: 'POST',
    path: '/api/checkpoints/clean',
    summary: 'Delete old checkpoints of runs that have ended',
    role: 'admin',
    body: z.strictObject({
      max_age_days: z.number().describe('saved longer ago than so many days').default(7),
      dry_run: z.boolean().describe('count, and delete nothing').default(false),
    }),
    artifact: 'checkpoints clean',
    handle: async (host, { body }) =>
      (await operations.cleanCheckpoints()).cleanCheckpoints(host, {
        maxAgeDays: body.max_age_days,
        dryRun: body.dry_run,
      }),
  }),
];
