import type { JobContext } from '@infra/traits';
import { listOf } from '../import/import-list.js';
import { importRules } from '../import/import-rules.js';
import { ChunkImporter } from '../import/chunk-importer.js';
import type { FileFailure } from '../files/file-failure.js';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import { goneBelow } from '../ingest/gone-below.js';
import { ingestContent } from '../ingest/ingest-content.js';
import type { BlogSettings } from '../settings.js';
import { DocumentStore } from '../store/document-store.js';
import type { Comparison, ContentScope } from './compare-content.js';
import type { ContentRepair } from './reconcile-report.js';

type RepairContext = Pick<JobContext, 'db' | 'logger' | 'signal' | 'progress' | 'runId'>;

const chunkSize = 50;

/**
 * Puts right what a comparison found, with what is there now: ghosts go, orphans and changed files are ingested. What
 * could not be looked at stays as it is.
 */
export async function repairContent(
  { ghosts, changed }: Comparison,
  scope: ContentScope,
  context: RepairContext,
  settings: BlogSettings,
): Promise<ContentRepair> {
  const { timeZone, maxFileSize } = settings.configuration;
  const within = await ingestContent(
    { roots: scope.roots, foreign: [], timeZone, maxFileSize, prune: false },
    context,
  );
  // An ingestion leaves alone what lies in none of its directories: single files that were imported.
  const isBelow = goneBelow({ roots: scope.roots, foreign: [], unknown: [], prune: false });
  const gone = ghosts.filter(({ path }) => !isBelow(path));
  await new DocumentStore(context.db).remove(gone.map(({ id }) => id));
  const again = changed.map(({ file }) => file).filter(({ path }) => !isBelow(path));
  const outside = await importAgain(again, context, settings);
  const { removed, ingested, moved, failed, failures } = within.output;
  return {
    removed: removed + gone.length,
    ingested: ingested + again.length - outside.length,
    moved,
    failed: failed + outside.length,
    failures: [...failures, ...outside],
  };
}

/** @returns what could not be imported. */
async function importAgain(
  files: readonly MarkdownFile[],
  context: RepairContext,
  settings: BlogSettings,
): Promise<FileFailure[]> {
  const importer = new ChunkImporter(importRules(settings), context);
  const failures: FileFailure[] = [];
  try {
    const { items } = listOf(
      files.map(({ absolute }) => absolute),
      settings.hostDirectory,
    );
    for (let from = 0; from < items.length; from += chunkSize) {
      const chunk = { runId: context.runId, span: null };
      const recorded = await importer.import(items.slice(from, from + chunkSize), chunk);
      failures.push(...recorded.failures.map(({ item, reason }) => ({ path: item, reason })));
    }
  } finally {
    await importer.close();
  }
  return failures;
}
