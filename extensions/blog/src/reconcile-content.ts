import { inject, Job, type JobContext, type JobResult } from '@infra/traits';
import { z } from 'zod';
import { collectionsOf, rootsOf } from './collections.js';
import { type Comparison, compareContent } from './reconcile/compare-content.js';
import { type ReconcileOutput, reconcileResult } from './reconcile/reconcile-report.js';
import { repairContent } from './reconcile/repair-content.js';
import { BLOG_SETTINGS, type BlogSettings } from './settings.js';

const parameters = z.object({
  repair: z
    .boolean()
    .default(false)
    .describe('Removes documents without a file, and ingests files that have no document or another one'),
});

// More lines of a kind say nothing more; the run's output has them.
const mostLines = 100;

/** Compares documents and files. */
@Job({
  name: 'reconcile_content',
  description: 'Compares ingested documents with their files, and repairs the differences on demand',
  tags: ['content'],
  parameters,
})
export class ReconcileContent {
  readonly #settings: BlogSettings;

  constructor(@inject(BLOG_SETTINGS) settings: BlogSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<ReconcileOutput>> {
    const { configuration, hostDirectory } = this.#settings;
    const roots = collectionsOf(this.#settings).flatMap((one) => rootsOf(one, hostDirectory));
    const scope = { roots, hostDirectory, maxFileSize: configuration.maxFileSize };
    const comparison = await compareContent(scope, context);
    logDifferences(comparison, context.logger);
    if (!context.parameters.repair) return reconcileResult(comparison, null);
    return reconcileResult(comparison, await repairContent(comparison, scope, context, this.#settings));
  }
}

function logDifferences(
  { ghosts, orphans, changed, unreadable }: Comparison,
  logger: JobContext['logger'],
): void {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'a document without a file': ghosts.map(({ path }) => path),
    'a file without a document': orphans.map(({ path }) => path),
    'the file differs from its document': changed.map(({ file }) => file.path),
  };
  for (const [what, paths] of Object.entries(kinds)) {
    for (const path of paths.slice(0, mostLines)) logger.warn(`${path}: ${what}`, { path });
    if (paths.length > mostLines) logger.warn(`${paths.length - mostLines} more: ${what}`);
  }
  for (const { path, reason } of unreadable.slice(0, mostLines))
    logger.warn(`${path}: ${reason}`, { path, reason });
}
