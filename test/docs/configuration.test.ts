import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  hostConfigurationSchema,
  retentionDefaults,
  workerDefaults,
} from '../../packages/core/src/config/host-configuration.js';
import { jsonSchemaOf } from '../../packages/core/src/registry/register-job.js';

const document = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const rows = [...document.matchAll(/^\| `([a-z][\w.*]*)` \| (.*?) \|/gm)];
const documented = new Map(rows.map(([, key = '', byDefault = '']) => [key, byDefault]));

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

test('every key of the configuration is documented, and no other', () => {
  const schema = jsonSchemaOf(hostConfigurationSchema) as Node;
  expect([...documented.keys()].toSorted()).toEqual([...new Set(keysOf(schema, ''))].toSorted());
});

test('the defaults of workers and retention are those of the code', () => {
  for (const [group, defaults] of Object.entries({ worker: workerDefaults, retention: retentionDefaults })) {
    for (const [key, value] of Object.entries(defaults)) {
      const written = typeof value === 'string' ? `'${value}'` : String(value);
      expect(documented.get(`${group}.${key}`)).toBe(`\`${written}\``);
    }
  }
});

/** The paths of everything that can be set; `*` for names that the host chooses. */
function keysOf(node: Node, path: string): string[] {
  const below = [
    ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => keysOf(child, join(path, key))),
    ...(isOpen(node) ? keysOf(node.additionalProperties, join(path, '*')) : []),
    ...(node.items?.anyOf ?? []).filter((item) => item.properties).flatMap((item) => keysOf(item, path)),
  ];
  const isLeaf = below.length === 0 || node.items !== undefined;
  return isLeaf ? [path, ...below] : below;
}

// Parameters are open too, but their names belong to the job.
function isOpen(node: Node): node is Node & { readonly additionalProperties: Node } {
  const { additionalProperties } = node;
  return typeof additionalProperties === 'object' && additionalProperties.properties !== undefined;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
