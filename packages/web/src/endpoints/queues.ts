import { operations } from '@infra/core';
import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { reason } from './fields.js';

const namedQueue = z.object({ name: z.string().min(1).max(255).describe('the name of a queue') });

/** The lanes that runs wait in. */
export const queueEndpoints = [
  endpoint({
    method: 'GET',
    path: '/api/queues',
    summary: 'Every queue, by name: how wide it is, what is in it, who serves it',
    role: 'viewer',
    artifact: 'queues list',
    handle: async (host) => (await operations.listQueues()).listQueues(host),
  }),
  endpoint({
    method: 'PUT',
    path: '/api/queues/:name',
    summary: 'Set how many runs of a queue may run at once in the whole cluster',
    role: 'admin',
    parameters: namedQueue,
    body: z.strictObject({
      width: z.int().nullable().describe('from 1 to 10,000; null for as many as the workers take'),
      reason,
    }),
    artifact: 'queues set',
    handle: async (host, { path, body }) =>
      (await operations.setQueue()).setQueue(host, { ...path, ...body }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/queues/:name/pause',
    summary: 'Let no worker take a run of the queue, until resumed',
    role: 'admin',
    parameters: namedQueue,
    body: z.strictObject({ reason }),
    artifact: 'pause',
    handle: async (host, { path, body }) =>
      (await operations.pauseWork()).pauseWork(host, { queue: path.name, ...body }),
  }),
  endpoint({
    method: 'POST',
    path: '/api/queues/:name/resume',
    summary: 'End the pause of the queue',
    role: 'admin',
    parameters: namedQueue,
    body: z.strictObject({ reason }),
    artifact: 'resume',
    handle: async (host, { path, body }) =>
      (await operations.resumeWork()).resumeWork(host, { queue: path.name, ...body }),
  }),
];
