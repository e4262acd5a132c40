import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';

const namedChain = z.object({ name: z.string().min(1).max(255).describe('the name of a chain') });
const chain = z.record(z.string(), z.unknown()).describe('a chain: { description?, parameters?, steps }');

/** Chains by their names: those that extensions bring, and those that somebody saved. */
export const chainTemplateEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/job-builder/templates',
    summary: 'The chains that can be run by their names',
    role: 'viewer',
    artifact: 'chains list',
    handle: async (host) => (await operations.listChains()).listChains(host),
  }),
  endpoint({
    method: 'GET',
    path: '/api/job-builder/templates/:name',
    summary: 'Everything that is known of one chain, secrets masked',
    role: 'viewer',
    parameters: namedChain,
    artifact: 'chains show',
    handle: async (host, { path }) => (await operations.showChain()).showChain(host, path),
  }),
  endpoint({
    method: 'PUT',
    path: '/api/job-builder/templates/:name',
    summary: 'Keep a chain under a name; one that was saved under it is replaced',
    role: 'operator',
    parameters: namedChain,
    body: z.strictObject({ chain }),
    artifact: 'chains save',
    handle: async (host, { path, body }) =>
      (await operations.saveChain()).saveChain(host, { ...path, ...body }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/job-builder/templates/:name',
    summary: 'Delete a saved chain and take it from its schedule',
    role: 'operator',
    parameters: namedChain,
    artifact: 'chains delete',
    handle: async (host, { path }) => (await operations.deleteChain()).deleteChain(host, path),
  }),
  endpoint({
    method: 'PUT',
    path: '/api/job-builder/templates/:name/schedule',
    summary: 'Let a chain run by itself, once for each occurrence; replaces the schedule that it has',
    role: 'operator',
    parameters: namedChain,
    body: z.strictObject({
      schedule: z
        .string()
        .min(1)
        .max(255)
        .describe('six fields: second minute hour day month weekday; `0 0 2 * * *`'),
      time_zone: z.string().max(255).describe('IANA name; UTC by default').optional(),
      parameters: z.record(z.string(), z.unknown()).describe('what its runs are given').optional(),
      subject: z.string().max(255).describe('what its runs work on').optional(),
    }),
    artifact: 'chains schedule',
    handle: async (host, { path: { name }, body: { time_zone: timeZone, ...body } }) =>
      (await operations.scheduleChain()).scheduleChain(host, { name, timeZone, ...body }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/job-builder/templates/:name/schedule',
    summary: 'Take a chain from its schedule: from now on it runs by hand only',
    role: 'operator',
    parameters: namedChain,
    artifact: 'chains schedule',
    handle: async (host, { path: { name } }) =>
      (await operations.scheduleChain()).scheduleChain(host, { name, schedule: null }),
  }),
];
