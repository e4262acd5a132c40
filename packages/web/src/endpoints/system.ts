import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { cursor, limit, moment, reason, word } from './fields.js';

/** Everything that goes on, who did what, and what is wrong. */
export const systemEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/status',
    summary: 'Everything that goes on: who ticks and works, what runs, waits and comes',
    role: 'viewer',
    artifact: 'status',
    handle: async (host) => (await operations.systemStatus()).systemStatus(host),
  }),
  endpoint({
    method: 'GET',
    path: '/api/workers',
    summary: 'The processes that execute runs',
    role: 'viewer',
    artifact: 'workers list',
    handle: async (host) => (await operations.listWorkers()).listWorkers(host),
  }),
  endpoint({
    method: 'GET',
    path: '/api/occurrences',
    summary: 'The coming occurrences of all jobs, by job and schedule',
    role: 'viewer',
    query: z.strictObject({
      hours: z.coerce.number().int().min(1).max(168).default(24).describe('how far ahead'),
      limit: limit(50, 200),
    }),
    artifact: 'occurrences list',
    handle: async (host, { query }) => (await operations.allOccurrences()).allOccurrences(host, query),
  }),
  endpoint({
    method: 'GET',
    path: '/api/throughput',
    summary: 'How many runs ended how, in each of sixty intervals of the last hours',
    role: 'viewer',
    query: z.strictObject({
      hours: z.coerce.number().int().min(1).max(72).default(6).describe('how far back'),
    }),
    artifact: 'throughput',
    handle: async (host, { query }) => (await operations.throughput()).throughput(host, query),
  }),
  endpoint({
    method: 'GET',
    path: '/api/doctor',
    summary: 'What is wrong, and the way out of it',
    role: 'viewer',
    artifact: 'doctor',
    handle: async (host) => {
      const { examineHost } = await operations.examineHost();
      // It closes what it has opened; this host stays open.
      const open = () => Promise.resolve({ ...host, close: () => Promise.resolve() });
      return examineHost({ open, withShellRuns: false });
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/configuration',
    summary: 'The configuration in force, secrets masked',
    role: 'operator',
    artifact: 'config show',
    handle: async (host) => (await operations.showConfiguration()).showConfiguration(host),
  }),
  endpoint({
    method: 'GET',
    path: '/api/audit',
    summary: 'Who did what to what, when and why, newest first',
    role: 'viewer',
    query: z.strictObject({
      since: moment('deeds of this moment or later'),
      action: word('exactly this one'),
      target: word('what it was done to'),
      after: cursor,
      limit: limit(50, 500),
    }),
    artifact: 'audit',
    handle: async (host, { query }) => (await operations.auditTrail()).auditTrail(host, query),
  }),
  endpoint({
    method: 'GET',
    path: '/api/extensions',
    summary: 'The extensions that the host uses, by name',
    role: 'viewer',
    artifact: 'extensions list',
    handle: async (host) => (await operations.listExtensions()).listExtensions(host),
  }),
  endpoint({
    method: 'POST',
    path: '/api/pause',
    summary: 'Let no worker take a run and no schedule tick, until resumed',
    role: 'admin',
    body: z.strictObject({ reason }),
    artifact: 'pause',
    handle: async (host, { body }) => (await operations.pauseWork()).pauseWork(host, body),
  }),
  endpoint({
    method: 'POST',
    path: '/api/resume',
    summary: 'End the pause of everything; queues that are paused by themselves stay so',
    role: 'admin',
    body: z.strictObject({ reason }),
    artifact: 'resume',
    handle: async (host, { body }) => (await operations.resumeWork()).resumeWork(host, body),
  }),
];
