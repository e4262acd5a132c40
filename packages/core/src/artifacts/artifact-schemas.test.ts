import { describe, expect, test } from 'vitest';
import { type ArtifactCommand, artifactJsonSchema, artifactSchemas } from './artifact-schemas.js';

/** The fields of document 003, written out by hand: a change of one of them has to be made here too. */
const document003: [ArtifactCommand, type: string, path: string, fields: string[]][] = [
  ['jobs list', 'table', 'data', ['jobs', 'total']],
  ['jobs list', 'table', 'data.jobs[]', ['name', 'description', 'schedule', 'enabled']],
  [
    'jobs show',
    'presentation_card',
    'data',
    [
      'name',
      'description',
      'schedule',
      'schedule_human',
      'enabled',
      'last_run',
      'next_run',
      'last_status',
      'last_error',
      'run_count',
    ],
  ],
  ['jobs run', 'table', 'data', ['jobs_run', 'total', 'succeeded', 'failed']],
  ['jobs run', 'table', 'data.jobs_run[]', ['job_name', 'status', 'duration_ms', 'result']],
  ['jobs run', 'table', 'data.jobs_run[].result', ['success', 'message', 'items_processed', 'items_failed']],
  ['jobs history', 'table', 'data', ['entries', 'total']],
  ['jobs history', 'table', 'data.entries[]', ['job_name', 'status', 'run_at', 'error']],
  ['jobs enable', 'text', 'data', ['job_name', 'enabled', 'message']],
  ['jobs disable', 'text', 'data', ['job_name', 'enabled', 'message']],
  ['jobs cleanup-sessions', 'text', 'data', ['job_name', 'sessions_cleaned', 'hours_threshold', 'message']],
  ['jobs log-cleanup', 'text', 'data', ['job_name', 'entries_deleted', 'days_threshold', 'message']],
];

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  required?: string[];
  const?: string;
}

describe('artifact schemas', () => {
  test.each(document003)('%s (%s) has the fields of document 003 in %s', (command, type, path, fields) => {
    const schema = artifactJsonSchema(command) as Node;
    const node = at(schema, path);
    expect(schema.properties?.['artifact_type']?.const).toBe(type);
    expect(Object.keys(node.properties ?? {}).slice(0, fields.length)).toEqual(fields);
    expect(node.required).toEqual(expect.arrayContaining(fields));
  });

  test.each(Object.keys(artifactSchemas) as ArtifactCommand[])(
    '%s requires every field: a value that does not exist yet is null, never missing',
    (command) => {
      const optional: string[] = [];
      walk(artifactJsonSchema(command) as Node, '', (node, path) => {
        for (const name of Object.keys(node.properties ?? {})) {
          if (node.required?.includes(name) !== true) optional.push(`${path}.${name}`);
        }
      });
      expect(optional).toEqual([]);
    },
  );
});

function at(schema: Node, path: string): Node {
  return path.split('.').reduce((node, step) => {
    const property = node.properties?.[step.replace('[]', '')] ?? {};
    return step.endsWith('[]') ? (property.items ?? {}) : property;
  }, schema);
}

function walk(node: Node, path: string, visit: (node: Node, path: string) => void): void {
  visit(node, path);
  for (const [name, property] of Object.entries(node.properties ?? {}))
    walk(property, `${path}.${name}`, visit);
  if (node.items !== undefined) walk(node.items, `${path}[]`, visit);
}
