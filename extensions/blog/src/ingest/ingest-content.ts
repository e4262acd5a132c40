import type { JobContext, JobResult } from '@infra/traits';
import pMap from 'p-map';
import type { ContentRoot } from '../collections.js';
import type { DocumentThread } from '../document/document-thread.js';
import { recipeOf } from '../document/recipe-of.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import { type FoundFiles, findMarkdownFiles, type MarkdownFile } from '../files/find-markdown-files.js';
import { readSourceFile } from '../files/read-source-file.js';
import type { DocumentRow } from '../store/document-row.js';
import { DocumentStore, isAboutData, type KnownDocument } from '../store/document-store.js';
import { IngestInterruptedError } from './ingest-interrupted-error.js';
import { type IngestOutput, IngestReport } from './ingest-report.js';
import { filesToHash, type IngestPlan, type PlannedWrite, planIngest } from './plan-ingest.js';
import { goneBelow } from './gone-below.js';

/** What a run reads, and how. */
export interface IngestRequest {
  readonly roots: readonly ContentRoot[];
  /** Directories of other collections: what lies below them is theirs. */
  readonly foreign: readonly ContentRoot[];
  /** The zone of dates that name none. */
  readonly timeZone: string;
  /** In bytes; a larger file is a failure. */
  readonly maxFileSize: number;
  /** Whether documents of these collections that lie below none of the roots are removed. */
  readonly prune: boolean;
}

type IngestContext = Pick<JobContext, 'db' | 'logger' | 'signal' | 'progress'>;

interface PreparedWrite extends PlannedWrite {
  readonly row: DocumentRow;
}

// A batch is one transaction; both limits keep a run's memory flat.
const batchFiles = 50;
const batchBytes = 4_000_000;

/**
 * Brings the database up to the Markdown files below the roots. Files whose size and times are as stored are not read,
 * and nothing is written for what did not change. A file or directory that fails is reported; what was stored of it stays.
 * @throws {IngestInterruptedError} when the database fails; each batch before is complete, nothing of the rest is written.
 */
export async function ingestContent(
  request: IngestRequest,
  context: IngestContext,
): Promise<JobResult<IngestOutput>> {
  return await new IngestRun(request, context).perform();
}

class IngestRun {
  readonly #request: IngestRequest;
  readonly #context: IngestContext;
  readonly #store: DocumentStore;
  readonly #report = new IngestReport();
  readonly #recipe: string;

  constructor(request: IngestRequest, context: IngestContext) {
    this.#request = request;
    this.#context = context;
    this.#store = new DocumentStore(context.db);
    this.#recipe = recipeOf(request.timeZone);
  }

  async perform(): Promise<JobResult<IngestOutput>> {
    const { roots, foreign } = this.#request;
    // The documents before the files: what is imported in between is then found twice, and not taken for gone.
    const known = await this.#known();
    const found = await findMarkdownFiles(roots, foreign, this.#context.signal);
    for (const { path, reason } of found.failures) this.#fail(path, reason);
    const plan = await this.#plan(found, known);
    this.#report.unchanged(plan.unchanged);
    if (plan.writes.length > 0) await this.#writeAll(plan);
    await this.#store.noteDiskFacts(plan.touched.map(({ file, document }) => ({ ...file, id: document.id })));
    await this.#store.remove(plan.removed.map(({ id }) => id));
    this.#report.removed(plan.removed.map(({ path }) => path));
    return this.#report.toResult(found.files.length + found.failures.length);
  }

  async #known(): Promise<KnownDocument[]> {
    const { roots } = this.#request;
    const collections = new Set(roots.map(({ collection }) => collection.name));
    return await this.#store.known(
      [...collections],
      roots.map(({ path }) => path),
    );
  }

  async #plan(found: FoundFiles, known: readonly KnownDocument[]): Promise<IngestPlan> {
    const isGone = goneBelow({ ...this.#request, unknown: found.unknown });
    const input = { files: found.files, known, isGone, recipe: this.#recipe };
    return planIngest(input, await this.#hashAll(filesToHash(input)));
  }

  async #hashAll(files: readonly MarkdownFile[]): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    if (files.length === 0) return hashes;
    const { hashOf } = await import('../document/hash-of.js');
    for (const file of files) {
      // A file that cannot be read is planned to be written, and reported when that fails too.
      const bytes = await this.#read(file).catch(unlessUnusable);
      if (bytes !== null) hashes.set(file.path, hashOf(bytes));
    }
    return hashes;
  }

  async #writeAll({ writes, removed, unchanged }: IngestPlan): Promise<void> {
    // Loaded only when there is something to render: an unchanged run needs no thread and no Markdown library.
    const { borrowThread, returnThread } = await import('../document/lent-threads.js');
    const thread = borrowThread({ timeZone: this.#request.timeZone, recipe: this.#recipe });
    const departing = removed.map(({ id }) => id);
    let done = 0;
    try {
      for (const batch of inBatches(writes)) {
        const prepared = await pMap(batch, (planned) => this.#prepare(thread, planned), { concurrency: 8 });
        this.#context.signal.throwIfAborted();
        await this.#writeBatch(
          prepared.filter((write) => write !== null),
          departing,
        ).catch((error: unknown) => {
          throw new IngestInterruptedError(done, writes.length, error);
        });
        done += batch.length;
        const { counters } = this.#report;
        this.#context.progress({ completed: unchanged + done, total: unchanged + writes.length, counters });
      }
    } finally {
      await returnThread(thread);
    }
  }

  async #prepare(thread: DocumentThread, planned: PlannedWrite): Promise<PreparedWrite | null> {
    try {
      return { ...planned, row: await thread.prepare(planned.file, await this.#read(planned.file)) };
    } catch (error) {
      if (!(error instanceof UnusableFileError)) throw error;
      this.#fail(planned.file.path, error.message);
      return null;
    }
  }

  /** Writes a batch; when the database refuses the data, by halves, so that one document does not keep out the others. */
  async #writeBatch(batch: readonly PreparedWrite[], departing: readonly number[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    try {
      const slugs = await this.#store.write(batch, departing);
      for (const [index, write] of batch.entries())
        this.#written(write, slugs[index] ?? write.row.wantedSlug);
    } catch (error) {
      if (!isAboutData(error)) throw error;
      if (batch.length === 1) return this.#fail(first.file.path, `the database refuses it: ${error.message}`);
      const half = Math.ceil(batch.length / 2);
      await this.#writeBatch(batch.slice(0, half), departing);
      await this.#writeBatch(batch.slice(half), departing);
    }
  }

  #written({ change, document, row }: PreparedWrite, slug: string): void {
    if (change === 'added') this.#report.added();
    else if (change === 'changed') this.#report.changed();
    else this.#report.moved(document?.path ?? row.path, row.path);
    if (slug === row.wantedSlug) return;
    const collision = { path: row.path, wanted: row.wantedSlug, slug };
    this.#report.collided(collision);
    this.#context.logger.warn(
      `${row.path}: the slug '${row.wantedSlug}' is taken, it gets '${slug}'`,
      collision,
    );
  }

  async #read(file: MarkdownFile): Promise<Buffer> {
    return await readSourceFile(file, this.#request.maxFileSize, this.#context.signal);
  }

  #fail(path: string, reason: string): void {
    this.#report.failed({ path, reason });
    this.#context.logger.warn(`${path}: ${reason}`, { path, reason });
  }
}

function unlessUnusable(error: unknown): null {
  if (error instanceof UnusableFileError) return null;
  throw error;
}

function* inBatches(writes: readonly PlannedWrite[]): Generator<PlannedWrite[]> {
  let batch: PlannedWrite[] = [];
  let bytes = 0;
  for (const write of writes) {
    if (batch.length === batchFiles || (batch.length > 0 && bytes + write.file.size > batchBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(write);
    bytes += write.file.size;
  }
  if (batch.length > 0) yield batch;
}
