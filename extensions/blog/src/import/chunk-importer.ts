import type { JobContext } from '@infra/traits';
import pMap from 'p-map';
import type { DocumentThread } from '../document/document-thread.js';
import { hashOf } from '../document/hash-of.js';
import { borrowThread, returnThread } from '../document/lent-threads.js';
import { recipeOf } from '../document/recipe-of.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import { readSourceFile } from '../files/read-source-file.js';
import { filesToHash, type IngestPlan, planIngest } from '../ingest/plan-ingest.js';
import { DocumentStore } from '../store/document-store.js';
import {
  type ImportChunk,
  type ImportFailure,
  ImportStore,
  type ImportWrite,
  type RecordedChunk,
} from '../store/import-store.js';
import { PageFetcher } from '../web/page-fetcher.js';
import type { ImportItem } from './import-item.js';
import type { ImportRules } from './import-rules.js';
import { ItemSource } from './item-source.js';

type ChunkContext = Pick<JobContext, 'db' | 'logger' | 'signal'>;

// Hosts are asked side by side, each for one page at a time.
const concurrency = 16;

/** Imports items, a chunk at a time: whatever is recorded of a chunk is recorded at once, or not at all. */
export class ChunkImporter {
  readonly #rules: ImportRules;
  readonly #context: ChunkContext;
  readonly #source: ItemSource;
  readonly #documents: DocumentStore;
  readonly #imports: ImportStore;
  #thread: DocumentThread | null = null;

  constructor(rules: ImportRules, context: ChunkContext) {
    this.#rules = rules;
    this.#context = context;
    this.#source = new ItemSource(rules, new PageFetcher(rules.fetching), () => this.#startThread());
    this.#documents = new DocumentStore(context.db);
    this.#imports = new ImportStore(context.db);
  }

  /** @throws {ImportTakenOverError} when another attempt was here before: nothing is recorded. */
  async import(
    items: readonly ImportItem[],
    { runId, span }: Pick<ImportChunk, 'runId' | 'span'>,
  ): Promise<RecordedChunk> {
    const failures: ImportFailure[] = [];
    const files = await this.#filesOf(items, failures);
    const plan = await this.#plan([...files.values()].map(({ file }) => file));
    const writes = await this.#prepare(plan, files, failures);
    this.#context.signal.throwIfAborted();
    const failed = new Set(failures.map(({ item }) => item));
    const written = new Set(writes.map(({ item }) => item));
    const unchanged = items.map(({ text }) => text).filter((text) => !failed.has(text) && !written.has(text));
    const touched = plan.touched.map(({ file, document }) => ({ ...file, id: document.id }));
    const recorded = await this.#imports.record({ runId, span, writes, touched, unchanged, failures });
    this.#tell(items, recorded);
    return recorded;
  }

  async close(): Promise<void> {
    if (this.#thread !== null) await returnThread(this.#thread);
  }

  /** By path: of two items that are the same file, the second has nothing left to do. */
  async #filesOf(
    items: readonly ImportItem[],
    failures: ImportFailure[],
  ): Promise<Map<string, { readonly file: MarkdownFile; readonly item: string }>> {
    const { signal } = this.#context;
    const found = await pMap(
      items,
      async (item) => {
        try {
          return { file: await this.#source.fileOf(item, signal), item: item.text };
        } catch (error) {
          failures.push({ item: item.text, reason: reasonOr(error) });
          return null;
        }
      },
      { concurrency, signal },
    );
    const files = new Map<string, { file: MarkdownFile; item: string }>();
    for (const one of found) if (one !== null && !files.has(one.file.path)) files.set(one.file.path, one);
    return files;
  }

  async #plan(files: readonly MarkdownFile[]): Promise<IngestPlan> {
    const known = await this.#documents.at(files.map(({ path }) => path));
    const recipe = recipeOf(this.#rules.timeZone);
    const input = { files, known, isGone: () => false, recipe };
    const hashes = new Map<string, string>();
    for (const file of filesToHash(input)) {
      // One that cannot be read is planned to be written, and reported when that fails too.
      const bytes = await this.#read(file).catch(unlessUnusable);
      if (bytes !== null) hashes.set(file.path, hashOf(bytes));
    }
    return planIngest(input, hashes);
  }

  async #prepare(
    { writes }: IngestPlan,
    files: ReadonlyMap<string, { readonly item: string }>,
    failures: ImportFailure[],
  ): Promise<ImportWrite[]> {
    if (writes.length === 0) return [];
    const thread = await this.#startThread();
    const prepared = await pMap(
      writes,
      async ({ file, document }): Promise<ImportWrite | null> => {
        const item = files.get(file.path)?.item ?? file.path;
        try {
          const row = await thread.prepare(file, await this.#read(file));
          return { row, document, item, change: document === null ? 'added' : 'changed' };
        } catch (error) {
          failures.push({ item, reason: reasonOr(error) });
          return null;
        }
      },
      { concurrency: 8 },
    );
    return prepared.filter((write) => write !== null);
  }

  async #read(file: MarkdownFile): Promise<Buffer> {
    return await readSourceFile(file, this.#rules.maxFileSize, this.#context.signal);
  }

  // Only where there is something to make: loading the Markdown libraries takes its time.
  async #startThread(): Promise<DocumentThread> {
    const { timeZone } = this.#rules;
    this.#thread ??= borrowThread({ timeZone, recipe: recipeOf(timeZone) });
    return this.#thread;
  }

  #tell(items: readonly ImportItem[], { failures, slugs }: RecordedChunk): void {
    const shown = new Map(items.map((item) => [item.text, item.shown]));
    for (const { item, reason } of failures) {
      const name = shown.get(item) ?? item;
      this.#context.logger.warn(`${name}: ${reason}`, { item: name, reason });
    }
    for (const [{ row }, slug] of slugs) {
      if (slug === row.wantedSlug) continue;
      const collision = { path: row.path, wanted: row.wantedSlug, slug };
      this.#context.logger.warn(
        `${row.path}: the slug '${row.wantedSlug}' is taken, it gets '${slug}'`,
        collision,
      );
    }
  }
}

function reasonOr(error: unknown): string {
  if (error instanceof UnusableFileError) return error.message;
  throw error;
}

function unlessUnusable(error: unknown): null {
  reasonOr(error);
  return null;
}
