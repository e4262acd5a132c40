import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { cursor, ids, limit, word } from './fields.js';

const selection = z
  .union([
    z.strictObject({ ids }),
    z.strictObject({
      all: z.literal(true).describe('every unresolved failure'),
      job: z.string().min(1).max(255).describe('only those of this job').optional(),
      fingerprint: z.string().min(1).max(255).describe('only those of this kind').optional(),
    }),
  ])
  .describe('which failures: their ids, or all of them');
const selected = z.strictObject({ selection });

/** Runs that failed for good, until somebody resolves them. */
export const failureEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/failures',
    summary: 'The failure log, newest first',
    role: 'viewer',
    query: z.strictObject({
      job: word('only failures of this job'),
      fingerprint: word('only failures of this kind, as the groups name them'),
      view: z
        .enum(['failures', 'groups', 'resolved'])
        .describe('the unresolved ones, them by kind, or those that were resolved')
        .default('failures'),
      after: cursor.describe(
        'only older ones: the id of the last failure of the page before, or of the latest of its last kind',
      ),
      limit: limit(50, 500),
    }),
    artifact: 'failures list',
    handle: async (host, { query }) => (await operations.listFailures()).listFailures(host, query),
  }),
  endpoint({
    method: 'POST',
    path: '/api/failures/resubmit',
    summary: 'Submit a new run for each of some failures, and resolve them',
    role: 'operator',
    body: selected,
    artifact: 'failures resubmit',
    handle: async (host, { body }) => (await operations.resubmitFailures()).resubmitFailures(host, body),
  }),
  endpoint({
    method: 'POST',
    path: '/api/failures/delete',
    summary: 'Acknowledge some failures without doing anything about them',
    role: 'operator',
    body: selected,
    artifact: 'failures delete',
    handle: async (host, { body }) => (await operations.deleteFailures()).deleteFailures(host, body),
  }),
];
