/** A JSON Schema, as the server shows the parameters of a job. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Whether a value is an object with names and values, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schemas of a keyword such as `anyOf`; none where it is not there. */
export function schemasOf(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** What a schema says of one value, with `$ref` followed and `null` taken out of the alternatives. */
export interface ReadSchema {
  readonly schema: JsonSchema;
  /** Whether null is one of the values. */
  readonly nullable: boolean;
}

/** References that refer to references go no deeper than this; a schema that contains itself is written as JSON. */
const deepestReference = 8;

/** Follows `$ref` and tells null apart; what stands beside them (a description, a default) counts too. */
export function readSchema(root: JsonSchema, schema: JsonSchema, depth = 0): ReadSchema {
  const { $ref: reference, ...beside } = schema;
  if (typeof reference === 'string') {
    if (depth === deepestReference) return { schema: beside, nullable: false };
    return readSchema(root, { ...referredTo(root, reference), ...beside }, depth + 1);
  }
  const branches = schemasOf(schema['anyOf'] ?? schema['oneOf']);
  const others = branches.filter((branch) => branch['type'] !== 'null');
  if (others.length === branches.length) return withoutNullType(schema);
  const { anyOf: _, oneOf: __, ...outside } = schema;
  const [only] = others;
  if (others.length !== 1 || only === undefined) {
    return { schema: { ...outside, anyOf: others }, nullable: true };
  }
  return { ...readSchema(root, { ...only, ...outside }, depth + 1), nullable: true };
}

function withoutNullType(schema: JsonSchema): ReadSchema {
  const { type } = schema;
  if (!Array.isArray(type)) return { schema, nullable: false };
  const others = type.filter((name) => name !== 'null');
  return {
    schema: { ...schema, type: others.length === 1 ? (others[0] as unknown) : others },
    nullable: others.length < type.length,
  };
}

function referredTo(root: JsonSchema, reference: string): JsonSchema {
  if (!reference.startsWith('#')) return {};
  const names = reference
    .slice(1)
    .split('/')
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  let found: unknown = root;
  for (const name of names) found = isRecord(found) ? found[name] : undefined;
  return isRecord(found) ? found : {};
}
