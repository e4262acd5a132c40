import { coreVersion, operations } from '@infra/core';
import { z } from 'zod';
import type { ArtifactName, Endpoint } from '../endpoints/endpoint.js';
import { endpointTable } from '../endpoints/endpoint-table.js';
import { problemSchema } from '../problems/problem.js';
import { streamPaths } from './stream-paths.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the API, from the table of endpoints and the schemas of the artifacts. */
export async function openApiDocument(basePath: string): Promise<JsonObject> {
  const schemas = {
    ...(await operations.artifactSchemas()).artifactSchemas,
    ...(await operations.pageArtifactSchemas()).pageArtifactSchemas,
  };
  const names = [...new Set(endpointTable.map(({ artifact }) => artifact))].toSorted();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Infra Jobs',
      version: coreVersion,
      description: 'Every answer is the artifact that the command of the same words prints with --json.',
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    paths: { ...pathsOf(endpointTable), ...streamPaths },
    components: {
      schemas: {
        Problem: schemaOf(problemSchema),
        ...Object.fromEntries(names.map((name) => [componentOf(name), schemaOf(schemas[name])])),
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'made by `infra tokens create`' },
        session: { type: 'apiKey', in: 'cookie', name: 'infra_session' },
      },
    },
    security: [{ token: [] }, { session: [] }],
  };
}

function pathsOf(endpoints: readonly Endpoint[]): JsonObject {
  const byPath = Map.groupBy(endpoints, templateOf);
  return Object.fromEntries(
    [...byPath].map(([path, those]) => [
      path,
      Object.fromEntries(those.map((endpoint) => [endpoint.method.toLowerCase(), operationOf(endpoint)])),
    ]),
  );
}

/** An endpoint's path as OpenAPI writes it: `/api/runs/{id}`. */
export function templateOf({ path }: Pick<Endpoint, 'path'>): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

function operationOf(endpoint: Endpoint): JsonObject {
  const { method, path, summary, role, parameters, query, body, artifact } = endpoint;
  const [, , noun = ''] = path.split('/');
  return {
    operationId: operationIdOf(method, path),
    summary,
    description: `For whoever is ${role}${role === 'admin' ? '' : ' or more'}.`,
    tags: [noun],
    'x-role': role,
    parameters: [...parametersIn('path', parameters), ...parametersIn('query', query)],
    ...(method === 'GET' ? {} : { requestBody: requestBodyOf(body) }),
    responses: {
      200: {
        description: 'The artifact.',
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${componentOf(artifact)}` } },
        },
      },
      default: {
        description: 'What is wrong (RFC 9457).',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parametersIn(where: 'path' | 'query', schema: z.ZodObject): JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Readonly<Record<string, { description?: string }>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description = '', ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    description,
    schema: rest,
  }));
}

function requestBodyOf(body: z.ZodObject): JsonObject {
  const schema = schemaOf(body);
  const { required = [] } = schema as { required?: readonly string[] };
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

/** `GET /api/runs/:id/logs` → `getRunsIdLogs`. */
function operationIdOf(method: string, path: string): string {
  const words = path.split(/[/:-]+/).filter((word) => word !== '' && word !== 'api');
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
    '',
  );
}

/** `runs list` → `RunsList`. */
function componentOf(name: ArtifactName): string {
  return name
    .split(/[ -]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function schemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
