import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { word } from './fields.js';

const chain = z
  .union([z.string().min(1).max(255), z.record(z.string(), z.unknown())])
  .describe('the name of a saved chain, or a chain: { name?, description?, parameters?, steps }');
const parameters = z
  .record(z.string(), z.unknown())
  .describe('for every step that takes them, over what the chain says')
  .optional();

/** Chains of jobs that users put together: the paths of document 002. */
export const jobBuilderEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/job-builder/schemas',
    summary: 'The jobs that chains can be made of, with the JSON Schema of what they take',
    role: 'viewer',
    query: z.strictObject({ category: word('only jobs of it') }),
    artifact: 'chains schemas',
    handle: async (host, { query }) => (await operations.chainSchemas()).chainSchemas(host, query),
  }),
  endpoint({
    method: 'POST',
    path: '/api/job-builder/validate',
    summary: 'Judge a chain as if it were to run now; nothing is stored',
    role: 'viewer',
    body: z.strictObject({ chain, parameters }),
    artifact: 'chains validate',
    handle: async (host, { body }) => (await operations.validateChain()).validateChain(host, body),
  }),
  endpoint({
    method: 'POST',
    path: '/api/job-builder/run',
    summary: 'Submit a run of a chain, with a checkpoint',
    role: 'operator',
    body: z.strictObject({
      chain,
      parameters,
      subject: z.string().max(255).describe('what the run works on').optional(),
      client: z.string().max(255).describe('for whom it is').optional(),
      key: z.string().max(255).describe('the same key names the same run').optional(),
      priority: z.int().describe('from -1000 to 1000').optional(),
      resume: z.boolean().describe('whether it goes on from the checkpoint of an earlier run').optional(),
    }),
    artifact: 'chains run',
    handle: async (host, { body }) =>
      (await operations.runChain()).runChain(host, { ...body, trigger: 'api' }),
  }),
];
