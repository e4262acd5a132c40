import { z } from 'zod';
import { changeEventSchema } from '../events/change-event.js';

const { $schema: _, ...changeEvent } = z.toJSONSchema(changeEventSchema);

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'the id of the last event that was read: the stream goes on behind it',
  schema: { type: 'string' },
};

/** What the table of endpoints does not have: streams, and what a monitoring system asks. */
export const streamPaths = {
  '/api/events': {
    get: {
      operationId: 'getEvents',
      summary: 'What changes, as server-sent events, twice a second at most',
      tags: ['events'],
      'x-role': 'viewer',
      parameters: [lastEventId],
      responses: {
        200: {
          description: 'Each event carries a change as JSON.',
          content: { 'text/event-stream': { schema: changeEvent } },
        },
      },
    },
  },
  '/healthz': {
    get: {
      operationId: 'getHealthz',
      summary: 'Whether the process lives',
      tags: ['monitoring'],
      security: [],
      responses: { 200: { description: 'It does.' } },
    },
  },
  '/readyz': {
    get: {
      operationId: 'getReadyz',
      summary: 'Whether the database answers with the right schema, and a process ticks in time',
      tags: ['monitoring'],
      security: [],
      responses: { 200: { description: 'All is there.' }, 503: { description: 'Something is missing.' } },
    },
  },
  '/metrics': {
    get: {
      operationId: 'getMetrics',
      summary: 'Metrics as Prometheus reads them',
      tags: ['monitoring'],
      'x-role': 'viewer',
      responses: { 200: { description: 'Text.', content: { 'text/plain': {} } } },
    },
  },
} as const;
