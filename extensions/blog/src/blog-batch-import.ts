import { resolve } from 'node:path';
import { inject, InvalidParameters, Job, type JobContext, type JobResult } from '@infra/traits';
import { z } from 'zod';
import { importBatch } from './import/import-batch.js';
import type { BatchImportOutput } from './import/import-report.js';
import { importState } from './import/import-state.js';
import { readListFile } from './import/list-file.js';
import { ListUnusableError } from './import/list-unusable-error.js';
import { BLOG_SETTINGS, type BlogSettings } from './settings.js';

const item = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^[^\p{Cc}]*$/u, 'an item is one line');

const parameters = z
  .object({
    list: z
      .string()
      .min(1)
      .optional()
      .describe('The path of a list: one file or URL a line; relative paths in it start from its folder'),
    items: z
      .union([item, z.array(item).min(1).max(1000)])
      .optional()
      .describe(
        'Files and URLs, in place of a list; relative paths start from the folder of the configuration',
      ),
    retry_failed: z
      .string()
      .regex(/^(?:\d{1,18}|all)$/, "the id of a run, or 'all'")
      .optional()
      .describe('In place of a list: what an earlier run (or any: `all`) could not import'),
    chunk_size: z
      .int()
      .min(1)
      .max(500)
      .default(10)
      .describe('Items after which the position is kept; an interrupted import goes on from there'),
  })
  .superRefine((given, context) => {
    const ways = [given.list, given.items, given.retry_failed].filter((way) => way !== undefined);
    if (ways.length === 1) return;
    context.addIssue({ code: 'custom', message: 'give exactly one of `list`, `items` and `retry_failed`' });
  });

/** Imports files and web pages as posts, many of them and in chunks. */
@Job({
  name: 'blog_batch_import',
  description: 'Imports a list of files and web pages as posts, resumably',
  tags: ['content'],
  parameters,
  resumable: importState,
  // Hosts are asked for one page at a time, whoever imports.
  concurrency: 1,
})
export class BlogBatchImport {
  readonly #settings: BlogSettings;

  constructor(@inject(BLOG_SETTINGS) settings: BlogSettings) {
    this.#settings = settings;
  }

  /** Where it is submitted a list has to be there, too: who has mistyped its name is told so at once. */
  async check({ list }: z.output<typeof parameters>): Promise<void> {
    if (list === undefined) return;
    try {
      await readListFile(this.#pathOf(list));
    } catch (error) {
      throw error instanceof ListUnusableError
        ? new InvalidParameters({ list: error.message }, { cause: error })
        : error;
    }
  }

  async execute(
    context: JobContext<typeof parameters, typeof importState>,
  ): Promise<JobResult<BatchImportOutput>> {
    const { list, items, retry_failed: retryFailed, chunk_size: chunkSize } = context.parameters;
    const request = {
      list: list === undefined ? undefined : this.#pathOf(list),
      items: items === undefined ? undefined : [items].flat(),
      retryFailed,
    };
    return await importBatch(request, context, { settings: this.#settings, chunkSize });
  }

  #pathOf(list: string): string {
    return resolve(this.#settings.hostDirectory, list);
  }
}
