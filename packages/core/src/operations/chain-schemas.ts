import type { Artifact } from '../artifacts/artifact.js';
import type { ChainSchemas } from '../artifacts/chain-schemas.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { Host } from './host.js';

export interface ChainSchemasInput {
  /** Only jobs of this category. */
  readonly category?: string | undefined;
}

/** The jobs that chains can be made of, with what they take; a job's first tag is its category. */
export async function chainSchemas(
  { registry }: Pick<Host, 'registry'>,
  { category }: ChainSchemasInput = {},
): Promise<Artifact<ChainSchemas>> {
  const all = registry.jobs.map(schemaOf);
  const schemas = category === undefined ? all : all.filter((schema) => schema.category === category);
  const categories = new Set(all.flatMap((schema) => schema.category ?? []));
  return {
    data: { schemas, categories: [...categories].toSorted(), total: schemas.length },
    artifact_type: 'table',
    title: 'Job Schemas',
  };
}

function schemaOf(job: RegisteredJob): ChainSchemas['schemas'][number] {
  return {
    name: job.name,
    description: job.description,
    category: job.tags[0] ?? null,
    tags: [...job.tags],
    parameters: job.parameters,
    step: job.chain !== false,
    after: job.chain ? [...job.chain.after] : [],
    before: job.chain ? [...job.chain.before] : [],
    needs_approval: job.approval !== 'auto',
    combined: job.phases !== null,
  };
}
