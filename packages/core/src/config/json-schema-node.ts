/** A JSON Schema, as `z.toJSONSchema` writes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One place in a JSON Schema: what it allows there, `$ref` followed and the branches of anyOf, oneOf and allOf laid
 * side by side. It answers what a message about a wrong key and the reading of `key=value` need, and validates nothing.
 */
export class JsonSchemaNode {
  private readonly root: JsonSchema;
  // A node is asked for with every run of a job: what was found out once stays. Only declared properties are kept, so a
  // record with any number of keys takes no room.
  private readonly declared = new Map<string, JsonSchemaNode>();
  private names: readonly string[] | null = null;
  private closed: boolean | null = null;
  /** The schemas without branches that apply at this place, in the order of their declaration. */
  readonly variants: readonly JsonSchema[];
  /** Whether a schema that applies at this place marks it with `secret: true`. */
  readonly secret: boolean;

  private constructor(root: JsonSchema, schemas: readonly unknown[]) {
    this.root = root;
    const variants = new Set<JsonSchema>();
    const seen = new Set<JsonSchema>();
    for (const schema of schemas) collectVariants(root, schema, variants, seen);
    this.variants = [...variants];
    this.secret = [...seen].some((schema) => schema['secret'] === true);
  }

  static of(schema: JsonSchema): JsonSchemaNode {
    let node = nodes.get(schema);
    if (node === undefined) {
      node = new JsonSchemaNode(schema, [schema]);
      nodes.set(schema, node);
    }
    return node;
  }

  /** The names of the properties that are declared here. */
  get propertyNames(): readonly string[] {
    this.names ??= [
      ...new Set(this.variants.flatMap((variant) => Object.keys(record(variant['properties'])))),
    ];
    return this.names;
  }

  /** Whether a property that is not declared may be given all the same. */
  get takesOtherProperties(): boolean {
    return this.variants.some((variant) => {
      if (isRecord(variant['additionalProperties']) || variant['additionalProperties'] === true) return true;
      // A schema that says nothing about objects, such as z.unknown(), forbids nothing in them.
      return variant['type'] === undefined && variant['enum'] === undefined && variant['const'] === undefined;
    });
  }

  /** Whether a key that is not declared is a mistake which the schema's own check would drop without a word. */
  get isClosed(): boolean {
    this.closed ??=
      !this.takesOtherProperties &&
      !this.variants.some((variant) => variant['additionalProperties'] === false);
    return this.closed;
  }

  /** What a property allows; nothing (no variants) when it is not declared. */
  property(name: string): JsonSchemaNode {
    const known = this.declared.get(name);
    if (known !== undefined) return known;
    const schemas = this.variants.map((variant) => {
      const properties = record(variant['properties']);
      return Object.hasOwn(properties, name) ? properties[name] : variant['additionalProperties'];
    });
    const node = new JsonSchemaNode(this.root, schemas);
    if (this.propertyNames.includes(name)) this.declared.set(name, node);
    return node;
  }

  /** What the items of an array allow. */
  get items(): JsonSchemaNode {
    const schemas = this.variants.flatMap((variant) => [variant['items'], ...list(variant['prefixItems'])]);
    return new JsonSchemaNode(this.root, schemas);
  }

  /** The node at a path; it has no variants when the schema does not declare that place. */
  at(path: readonly PropertyKey[]): JsonSchemaNode {
    return path.reduce<JsonSchemaNode>(
      (node, key) => (typeof key === 'number' ? node.items : node.property(String(key))),
      this,
    );
  }
}

/** The root nodes of the schemas that are in use. */
const nodes = new WeakMap<JsonSchema, JsonSchemaNode>();

function collectVariants(
  root: JsonSchema,
  schema: unknown,
  found: Set<JsonSchema>,
  seen: Set<JsonSchema>,
): void {
  if (!isRecord(schema) || seen.has(schema)) return;
  seen.add(schema);
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => list(schema[keyword]));
  if (typeof schema['$ref'] === 'string') branches.push(definition(root, schema['$ref']));
  if (branches.length === 0) found.add(schema);
  for (const branch of branches) collectVariants(root, branch, found, seen);
}

// zod writes `#` for the whole and `#/$defs/name` for a part; nothing else.
function definition(root: JsonSchema, reference: string): unknown {
  return reference === '#' ? root : record(root['$defs'])[reference.replace('#/$defs/', '')];
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
