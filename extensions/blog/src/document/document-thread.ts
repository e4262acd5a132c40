import { Worker as Thread } from 'node:worker_threads';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import type { PageSource } from '../page/convert-page.js';
import type { DocumentRow } from '../store/document-row.js';
import type { PrepareOptions } from './prepare-document.js';
import type { PrepareReply, PrepareRequest } from './prepare-thread.js';
import { UnusableFileError } from './unusable-file-error.js';

/** How much one file may take. */
export interface ThreadLimits {
  /** Of heap, in megabytes. */
  readonly memory: number;
  readonly milliseconds: number;
}

const standardLimits: ThreadLimits = { memory: 512, milliseconds: 60_000 };

// With a small nursery the collector runs early: 2,000 files then cost 60 MB less, and no time.
const nurseryMegabytes = 4;

type Prepared = Exclude<PrepareReply, 'ready' | { readonly reason: string }>;

interface Pending {
  readonly request: PrepareRequest;
  readonly resolve: (prepared: Prepared) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes documents of files in a thread of its own. Parsing and sanitising block neither the process's event loop nor
 * its timers, and a file that exhausts memory or never ends costs only itself.
 */
export class DocumentThread {
  readonly options: PrepareOptions;
  readonly #limits: ThreadLimits;
  /** In the order of the requests: the thread works on the first. */
  readonly #pending: Pending[] = [];
  #thread: Thread;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PrepareOptions, limits: ThreadLimits = standardLimits) {
    this.options = options;
    this.#limits = limits;
    this.#thread = this.#start();
  }

  /**
   * The document of a file, as its row.
   * @throws {UnusableFileError} with the reason for the report.
   */
  async prepare(file: MarkdownFile, bytes: Uint8Array): Promise<DocumentRow> {
    const prepared = await this.#ask({ file, bytes });
    if (!('row' in prepared)) throw new Error('the thread took a file for a page');
    return prepared.row;
  }

  /**
   * A page as the text of a Markdown file.
   * @throws {UnusableFileError} with the reason for the report.
   */
  async convert(page: PageSource): Promise<string> {
    const prepared = await this.#ask({ page });
    if (!('markdown' in prepared)) throw new Error('the thread took a page for a file');
    return prepared.markdown;
  }

  /** Whether it works on something, or is not known to be well. */
  get isBusy(): boolean {
    return this.#pending.length > 0 || !this.#isReady || this.#closed;
  }

  /** The process waits for the thread again. */
  hold(): void {
    this.#thread.ref();
  }

  /** The process may end though the thread lives: nobody waits for it. */
  letGo(): void {
    this.#thread.unref();
  }

  /** Ends the thread; what it has not answered is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#thread.terminate();
    for (const { reject } of this.#pending.splice(0)) reject(new Error('the thread was closed'));
  }

  async #ask(request: PrepareRequest): Promise<Prepared> {
    return await new Promise((resolve, reject) => {
      this.#pending.push({ request, resolve, reject });
      this.#send(request);
      if (this.#pending.length === 1) this.#watch();
    });
  }

  #start(): Thread {
    // Beside this file in the build, and beside its source when tests run without one.
    const file = import.meta.url.endsWith('.ts') ? './prepare-thread.ts' : './prepare-thread.js';
    const thread = new Thread(new URL(file, import.meta.url), {
      name: 'blog documents',
      workerData: this.options,
      resourceLimits: {
        maxOldGenerationSizeMb: this.#limits.memory,
        maxYoungGenerationSizeMb: nurseryMegabytes,
      },
    });
    thread.on('message', (reply: PrepareReply) => this.#answered(reply));
    thread.once('error', (error) => this.#broken(thread, error));
    return thread;
  }

  #send(request: PrepareRequest): void {
    const port = this.#thread;
    port.postMessage(request);
  }

  #answered(reply: PrepareReply): void {
    if (reply === 'ready') {
      this.#isReady = true;
      return;
    }
    const asked = this.#pending.shift();
    this.#watch();
    if ('reason' in reply) asked?.reject(new UnusableFileError(reply.reason));
    else asked?.resolve(reply);
  }

  #broken(thread: Thread, error: unknown): void {
    // A thread that never came up says nothing about the files.
    if (this.#isReady) this.#restart(thread, reasonOf(error, this.#limits));
    else for (const { reject } of this.#pending.splice(0)) reject(error);
  }

  /** The first request broke the thread: it is given up, the others go to a new one. */
  #restart(broken: Thread, reason: string): void {
    if (this.#closed || broken !== this.#thread) return;
    this.#pending.shift()?.reject(new UnusableFileError(reason));
    this.#isReady = false;
    this.#thread = this.#start();
    for (const { request } of this.#pending) this.#send(request);
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#pending.length === 0) return;
    const thread = this.#thread;
    this.#timer = setTimeout(() => {
      void thread.terminate();
      this.#restart(thread, `takes more than ${this.#limits.milliseconds / 1000} seconds to read`);
    }, this.#limits.milliseconds);
  }
}

function reasonOf(error: unknown, limits: ThreadLimits): string {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isMemory) return `needs more than ${limits.memory} MB of memory to read`;
  return `cannot be read as Markdown: ${error instanceof Error ? error.message : String(error)}`;
}
