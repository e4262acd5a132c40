import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArtifactName, WebHost } from './web-host.js';

let web: WebHost;

// Runs 1 of `broken`, which has failed, 2 of `tidy`, and 3 of `greet`, which waits for a worker.
beforeAll(async () => {
  web = await WebHost.make();
  await web.project.infra(['jobs', 'run', 'broken', 'tidy', '--sequential']);
  await web.project.infra(['runs', 'submit', 'greet', '-p', 'name=Ada']);
});

afterAll(() => web.remove());

type Call = readonly [artifact: ArtifactName, path: string, body?: object];

const selection = { ids: ['1'] };
const chain = { steps: [{ job: 'tidy' }, { job: 'greet', parameters: { name: 'Grace' } }] };

/**
 * What is asked of each endpoint, in the order in which they are asked: a new endpoint needs a line, and one that needs
 * none is told of by the test of the document.
 */
const calls: Readonly<Record<string, Call>> = {
  'GET /api/jobs': ['jobs list', '/api/jobs?tag=quick&results=3'],
  'GET /api/jobs/{name}': ['jobs show', '/api/jobs/tidy'],
  'GET /api/jobs/{name}/history': ['jobs history', '/api/jobs/broken/history?limit=5'],
  'GET /api/jobs/{name}/next': ['jobs next', '/api/jobs/tidy/next?limit=2'],
  'GET /api/jobs/{name}/explain': ['jobs explain', '/api/jobs/tidy/explain'],
  'GET /api/jobs/{name}/ledger': ['jobs ledger', '/api/jobs/tidy/ledger'],
  'POST /api/jobs/{name}/run': ['runs submit', '/api/jobs/tidy/run', {}],
  'POST /api/jobs/{name}/enable': ['jobs enable', '/api/jobs/tidy/enable', { until: '2999-01-01T00:00:00Z' }],
  'POST /api/jobs/{name}/disable': ['jobs disable', '/api/jobs/tidy/disable', { reason: 'repair' }],
  'POST /api/jobs/{name}/reset': ['jobs reset', '/api/jobs/tidy/reset', {}],
  'GET /api/runs': ['runs list', '/api/runs?job=tidy&limit=1'],
  'POST /api/runs': ['runs submit', '/api/runs', { job: 'tidy', delay: '1h', client: 'acme', key: 'once' }],
  'GET /api/runs/{id}': ['runs status', '/api/runs/1'],
  'GET /api/runs/{id}/logs': ['runs logs', '/api/runs/1/logs?tail=5'],
  'POST /api/runs/{id}/retry': ['runs retry', '/api/runs/2/retry', {}],
  'POST /api/runs/{id}/approve': ['runs approve run', '/api/runs/3/approve', { reason: 'no need' }],
  'POST /api/runs/{id}/cancel': ['runs stop', '/api/runs/3/cancel', { reason: 'enough' }],
  'POST /api/runs/cancel': ['runs cancel', '/api/runs/cancel', { filter: 'queued', limit: 1 }],
  'POST /api/runs/clean': ['runs clean', '/api/runs/clean', { dry_run: true }],
  'GET /api/failures': ['failures list', '/api/failures'],
  'POST /api/failures/resubmit': ['failures resubmit', '/api/failures/resubmit', { selection }],
  'POST /api/failures/delete': ['failures delete', '/api/failures/delete', { selection: { all: true } }],
  'GET /api/approvals': ['approvals list', '/api/approvals'],
  'POST /api/approvals/approve': ['runs approve filter', '/api/approvals/approve', { client: 'acme' }],
  'GET /api/approvals/policy': ['config auto-approve', '/api/approvals/policy'],
  'PUT /api/approvals/policy': ['config auto-approve', '/api/approvals/policy', { word: '5' }],
  'GET /api/checkpoints': ['checkpoints list', '/api/checkpoints'],
  'POST /api/checkpoints/clean': ['checkpoints clean', '/api/checkpoints/clean', { dry_run: true }],
  'GET /api/job-builder/schemas': ['chains schemas', '/api/job-builder/schemas'],
  'POST /api/job-builder/validate': ['chains validate', '/api/job-builder/validate', { chain }],
  'POST /api/job-builder/run': ['chains run', '/api/job-builder/run', { chain, subject: 'posts' }],
  'PUT /api/job-builder/templates/{name}': ['chains save', '/api/job-builder/templates/both', { chain }],
  'GET /api/job-builder/templates': ['chains list', '/api/job-builder/templates'],
  'GET /api/job-builder/templates/{name}': ['chains show', '/api/job-builder/templates/both'],
  'PUT /api/job-builder/templates/{name}/schedule': [
    'chains schedule',
    '/api/job-builder/templates/both/schedule',
    { schedule: '0 0 2 * * *', time_zone: 'Europe/Oslo' },
  ],
  'DELETE /api/job-builder/templates/{name}/schedule': [
    'chains schedule',
    '/api/job-builder/templates/both/schedule',
  ],
  'DELETE /api/job-builder/templates/{name}': ['chains delete', '/api/job-builder/templates/both'],
  'GET /api/queues': ['queues list', '/api/queues'],
  'PUT /api/queues/{name}': ['queues set', '/api/queues/mail', { width: 3 }],
  'POST /api/queues/{name}/pause': ['pause', '/api/queues/mail/pause', { reason: 'moving' }],
  'POST /api/queues/{name}/resume': ['resume', '/api/queues/mail/resume', {}],
  'POST /api/pause': ['pause', '/api/pause', { reason: 'moving house' }],
  'POST /api/resume': ['resume', '/api/resume', {}],
  'GET /api/status': ['status', '/api/status'],
  'GET /api/workers': ['workers list', '/api/workers'],
  'GET /api/occurrences': ['occurrences list', '/api/occurrences?hours=48'],
  'GET /api/throughput': ['throughput', '/api/throughput?hours=1'],
  'GET /api/doctor': ['doctor', '/api/doctor'],
  'GET /api/configuration': ['config show', '/api/configuration'],
  'GET /api/audit': ['audit', '/api/audit?limit=2'],
  'GET /api/extensions': ['extensions list', '/api/extensions'],
};

describe('each endpoint', () => {
  test.each(Object.entries(calls))(
    '%s answers an artifact that its schema describes',
    async (endpoint, call) => {
      const [artifact, path, body] = call;
      const [method = ''] = endpoint.split(' ');
      const answered = await web.artifact(artifact, path, {
        method: method as 'GET',
        ...(body === undefined ? {} : { body }),
      });
      expect(answered.title).not.toBe('');
    },
  );

  test('is in the OpenAPI document, with its role and the schema of its answer, and in this test', async () => {
    const answer = await web.ask('/api/openapi.json');
    const document = (await answer.json()) as OpenApi;
    expect(document.openapi).toBe('3.1.0');
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
      ),
    );
    const ofTable = documented.filter(
      ([, operation]) => 'x-role' in operation && 'default' in operation.responses,
    );
    expect(ofTable.map(([name]) => name).toSorted()).toEqual(Object.keys(calls).toSorted());
    for (const [, { responses }] of ofTable) {
      const schema = responses['200']?.content?.['application/json']?.schema.$ref ?? '';
      expect(document.components.schemas).toHaveProperty(schema.split('/').at(-1) ?? '');
    }
    const ids = documented.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(document)).not.toMatch(/\/api\/(exec|db|tokens|build|new)|runs\/clear/);
  });
});

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly operationId: string;
            readonly responses: Readonly<
              Record<
                string,
                {
                  readonly content?: Readonly<
                    Record<string, { readonly schema: { readonly $ref?: string } }>
                  >;
                }
              >
            >;
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: object };
}
