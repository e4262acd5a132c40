import { operations } from '@infra/core';
import { z } from 'zod';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import { endpoint } from './endpoint.js';
import { ids, limit, reason, word } from './fields.js';

/** Leave to run, and what is approved without asking. */
export const approvalEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/approvals',
    summary: 'The runs that wait for leave, newest first, with what they are expected to cost',
    role: 'viewer',
    query: z.strictObject({ client: word('only runs for this client'), limit: limit(100, 1_000) }),
    artifact: 'approvals list',
    handle: async (host, { query }) => (await operations.listApprovals()).listApprovals(host, query),
  }),
  endpoint({
    method: 'GET',
    path: '/api/approvals/policy',
    summary: 'What is approved without asking anybody, and what is left of the budgets',
    role: 'viewer',
    query: z.strictObject({ job: word('only what concerns it'), client: word('only what concerns it') }),
    artifact: 'config auto-approve',
    handle: async (host, { query }) => (await operations.autoApprove()).autoApprove(host, query),
  }),
  endpoint({
    method: 'PUT',
    path: '/api/approvals/policy',
    summary:
      'Set what is approved without asking anybody: for everything, a job, a client, or a job of a client',
    role: 'admin',
    body: z.strictObject({
      word: z.string().min(1).max(50).describe('on, off, default, or an amount up to which nobody is asked'),
      job: z.string().max(255).optional(),
      client: z.string().max(255).optional(),
      reason,
    }),
    artifact: 'config auto-approve',
    handle: async (host, { body }) => (await operations.autoApprove()).autoApprove(host, body),
  }),
  endpoint({
    method: 'POST',
    path: '/api/approvals/approve',
    summary:
      'Approve many runs that wait for it: those with these ids, or the newest ones that pass the filters',
    role: 'operator',
    body: z.strictObject({
      ids: ids.optional(),
      status: z.enum(['pending', 'awaiting_approval']).describe('exactly these; both by default').optional(),
      client: z.string().max(255).describe('only runs for this client').optional(),
      limit: limit(100, 1_000),
      reason,
    }),
    artifact: 'runs approve filter',
    handle: async (host, { body: { ids, ...filter } }) => {
      const { approveRuns, approveTheseRuns } = await operations.approveRuns();
      if (ids === undefined) return approveRuns(host, filter);
      const { status, client, reason } = filter;
      if (status === undefined && client === undefined) return approveTheseRuns(host, { ids, reason });
      throw new RequestRefusedError('invalid_request', 'give either ids or filters');
    },
  }),
];
