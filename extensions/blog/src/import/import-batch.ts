import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JobContext, JobResult } from '@infra/traits';
import type { BlogSettings } from '../settings.js';
import { type ImportCounts, type ImportFailure, ImportStore } from '../store/import-store.js';
import { ChunkImporter } from './chunk-importer.js';
import { addCounts, type BatchImportOutput, importResult, mostReported } from './import-report.js';
import { importRules } from './import-rules.js';
import type { importState } from './import-state.js';
import { type ImportRequest, type OpenedImport, openImport, stateOf } from './open-import.js';

type ImportContext = Pick<JobContext, 'db' | 'logger' | 'signal' | 'progress' | 'runId'> &
  Pick<JobContext<never, typeof importState>, 'checkpoint'>;

/** How an import is done. */
export interface ImportOptions {
  readonly settings: BlogSettings;
  readonly chunkSize: number;
}

/**
 * Imports items chunk by chunk. Each chunk's documents, its failures and the position in the list are one transaction, so
 * that an import that is ended anywhere goes on with the chunk it was at.
 * @throws {ListUnusableError} when there is no list that can be worked on.
 */
export async function importBatch(
  request: ImportRequest,
  context: ImportContext,
  options: ImportOptions,
): Promise<JobResult<BatchImportOutput>> {
  const rules = importRules(options.settings);
  const store = new ImportStore(context.db);
  const state = await context.checkpoint.load();
  const opened = await openImport(request, { id: context.runId, state }, { store, rules });
  const importer = new ChunkImporter(rules, context);
  try {
    const done = await importChunks(opened, importer, { context, chunkSize: options.chunkSize });
    return await finish(opened, done, { context, store, ownLists: rules.lists });
  } finally {
    await importer.close();
  }
}

interface Done {
  readonly counts: ImportCounts;
  /** Of few items; those of a tracked import are in the database. */
  readonly failures: readonly ImportFailure[];
}

async function importChunks(
  { list, tracked }: OpenedImport,
  importer: ChunkImporter,
  { context, chunkSize }: { readonly context: ImportContext; readonly chunkSize: number },
): Promise<Done> {
  const { items } = list;
  const total = tracked?.total ?? items.length;
  const failures: ImportFailure[] = [];
  let counts: ImportCounts = tracked ?? { added: 0, changed: 0, unchanged: 0, failed: 0 };
  let position = tracked?.position ?? 0;
  const report = () => {
    const { added, changed, unchanged, failed } = counts;
    context.progress({
      completed: position,
      total,
      counters: { imported: added + changed, unchanged, failed },
    });
  };
  report();
  if (tracked !== null) await context.checkpoint.save(stateOf(tracked));
  while (position < total) {
    context.signal.throwIfAborted();
    const to = Math.min(position + chunkSize, total);
    const span = tracked === null ? null : { from: position, to };
    const runId = tracked?.id ?? context.runId;
    const recorded = await importer.import(items.slice(position, to), { runId, span });
    counts = addCounts(counts, recorded.counts);
    position = to;
    if (tracked === null) failures.push(...recorded.failures);
    else await context.checkpoint.save(stateOf({ ...tracked, ...counts, position }));
    report();
  }
  return { counts, failures };
}

async function finish(
  { list, tracked }: OpenedImport,
  { counts, failures }: Done,
  tools: { readonly context: ImportContext; readonly store: ImportStore; readonly ownLists: string },
): Promise<JobResult<BatchImportOutput>> {
  const { context, store, ownLists } = tools;
  const id = tracked?.id ?? context.runId;
  if (counts.failed > 0) {
    context.logger.info(`${counts.failed} could not be imported; \`-p retry_failed=${id}\` tries them again`);
  }
  const facts = {
    import: id,
    list: tracked?.list ?? null,
    items: tracked?.total ?? list.items.length,
    duplicates: list.duplicates,
  };
  const kept = tracked === null ? failures : await store.failures(id, mostReported);
  // One that was written for this import alone has served.
  if (tracked !== null && dirname(tracked.list) === ownLists) await rm(tracked.list, { force: true });
  return importResult(facts, counts, kept);
}
