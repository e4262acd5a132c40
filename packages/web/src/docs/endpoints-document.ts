import type { Endpoint } from '../endpoints/endpoint.js';
import { endpointTable } from '../endpoints/endpoint-table.js';
import { openApiDocument, templateOf } from '../openapi/openapi-document.js';

/** What of a field's schema the reference tells. */
interface Field {
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  readonly required: boolean;
  readonly description: string;
}

/** The reference of the API, from the table of endpoints. */
export async function endpointsDocument(): Promise<string> {
  const { paths } = (await openApiDocument('')) as unknown as Document;
  return [
    '# Endpoints',
    '',
    'Written by `npm run docs:endpoints -w packages/web` from the endpoints themselves: not to be edited.',
    'What holds for all of them is in [rest-api.md](rest-api.md); `GET /api/openapi.json` has every field with its schema.',
    '',
    '| Endpoint | Role | |',
    '|---|---|---|',
    ...endpointTable.map(
      (endpoint) => `| \`${nameOf(endpoint)}\` | ${endpoint.role} | ${endpoint.summary} |`,
    ),
    '',
    ...endpointTable.flatMap((endpoint) => section(endpoint, paths)),
  ].join('\n');
}

interface Operation {
  readonly parameters: readonly Omit<Field, 'in'>[] & readonly { readonly in: 'path' | 'query' }[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: BodySchema } };
  };
}

interface BodySchema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly required?: readonly string[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

function section(endpoint: Endpoint, paths: Document['paths']): string[] {
  const operation = paths[templateOf(endpoint)]?.[endpoint.method.toLowerCase()];
  const fields = operation === undefined ? [] : fieldsOf(operation);
  return [
    `## ${nameOf(endpoint)}`,
    '',
    `${endpoint.summary}. For the role ${endpoint.role}; answers the artifact \`${endpoint.artifact}\`.`,
    '',
    ...(fields.length === 0 ? [] : ['| Field | In | |', '|---|---|---|', ...fields.map(rowOf), '']),
  ];
}

function fieldsOf({ parameters, requestBody }: Operation): Field[] {
  const { properties = {}, required = [] } = requestBody?.content['application/json'].schema ?? {};
  const inBody = Object.entries(properties).map(([name, { description = '' }]) => ({
    name,
    in: 'body' as const,
    required: required.includes(name),
    description,
  }));
  return [...parameters, ...inBody];
}

function rowOf({ name, in: where, required, description }: Field): string {
  const needed = required && where !== 'path' ? 'required; ' : '';
  return `| \`${name}\` | ${where} | ${`${needed}${description}`.replaceAll('|', '\\|').replace(/; $/, '')} |`;
}

function nameOf(endpoint: Pick<Endpoint, 'method' | 'path'>): string {
  return `${endpoint.method} ${templateOf(endpoint)}`;
}
