import type { Activity, Moment } from './activity.js';
import { identifier, moment, requestOf } from './recorded-request.js';
import type { RecordedRequest } from './recorded-request.js';

/** What names a session, and when. */
export interface RecordedSession {
  /** 1 to 200 characters. A name for the session, never the secret that its cookie carries. */
  readonly sessionId: string;
  /** Now, by the database's clock, when left out. */
  readonly at?: Date;
}

/** What names a context and the session that it is of, and when. */
export interface RecordedContext extends RecordedSession {
  /** 1 to 200 characters. */
  readonly contextId: string;
}

/** How an {@link ActivityRecorder} keeps what it is told. */
export interface RecorderOptions {
  /** The longest that something waits in memory, in milliseconds; 1000 by default. */
  readonly flushAfter?: number;
  /** The most activities in memory; what comes when it is full is dropped. 10,000 by default. */
  readonly capacity?: number;
  /** Is told of a write that failed; what it was to write stays in memory and is tried again. */
  readonly onError?: (error: unknown) => void;
}

const writtenAtOnce = 1000;

/**
 * Records what sessions do, made to be called on every request: the calls return at once and the database is written in
 * batches. What was not yet flushed is lost when the process is killed.
 */
export class ActivityRecorder {
  readonly #write: (activities: readonly Activity[]) => Promise<void>;
  readonly #flushAfter: number;
  readonly #capacity: number;
  readonly #onError: (error: unknown) => void;
  readonly #pending: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  #dropped = 0;

  constructor(write: (activities: readonly Activity[]) => Promise<void>, options: RecorderOptions = {}) {
    this.#write = write;
    this.#flushAfter = options.flushAfter ?? 1000;
    this.#capacity = options.capacity ?? 10_000;
    this.#onError = options.onError ?? (() => {});
  }

  /** How many activities were dropped because the memory was full, or the recorder closed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @throws {RangeError} for an id or a time that cannot be one. */
  startSession(session: RecordedSession): void {
    this.#record({ sessionId: identifier('sessionId', session.sessionId) }, session.at);
  }

  /**
   * Marks a session as ended; its row goes when it has been inactive as long as any other that is cleaned up.
   * @throws {RangeError} for an id or a time that cannot be one.
   */
  endSession(session: RecordedSession): void {
    this.#record({ sessionId: identifier('sessionId', session.sessionId), endsSession: true }, session.at);
  }

  /** @throws {RangeError} for an id or a time that cannot be one. */
  openContext(context: RecordedContext): void {
    const contextId = identifier('contextId', context.contextId);
    this.#record({ sessionId: identifier('sessionId', context.sessionId), contextId }, context.at);
  }

  /**
   * Records a request; its session and its context need not have been started before.
   * @throws {RangeError} for an id, a status, a duration or a time that cannot be one.
   */
  recordRequest(request: RecordedRequest): void {
    const contextId = request.contextId === undefined ? null : identifier('contextId', request.contextId);
    const sessionId = identifier('sessionId', request.sessionId);
    this.#record({ sessionId, contextId, request: requestOf(request) }, request.at);
  }

  /**
   * Writes everything that was recorded before the call.
   * @throws what the database threw; what was not written stays in memory.
   */
  flush(): Promise<void> {
    // One write after the other: a flush that comes while one is under way goes on where that one ends.
    const turn = this.#writing.then(() => this.#writePending());
    this.#writing = turn.catch(() => {});
    return turn;
  }

  /**
   * Flushes and records nothing more; safe to call twice.
   * @throws what the database threw.
   */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.flush();
  }

  #record(activity: Pick<Activity, 'sessionId'> & Partial<Activity>, at: Date | undefined): void {
    const given = at === undefined ? null : moment(at);
    if (this.#closed || this.#pending.length >= this.#capacity) {
      this.#dropped += 1;
      return;
    }
    const recorded = { contextId: null, request: null, endsSession: false, ...activity };
    this.#pending.push({ ...recorded, at: given, recordedAt: performance.now() });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.flush().catch(this.#onError);
    }, this.#flushAfter).unref();
  }

  async #writePending(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let left = this.#pending.length;
    try {
      while (left > 0) {
        const batch = this.#pending.slice(0, Math.min(left, writtenAtOnce));
        await this.#write(batch.map(dated));
        this.#pending.splice(0, batch.length);
        left -= batch.length;
      }
    } finally {
      if (this.#pending.length > 0) this.#schedule();
    }
  }
}

/** An activity in memory; `recordedAt` is the process's monotonic clock in milliseconds. */
type Pending = Omit<Activity, 'moment'> & { readonly at: Date | null; readonly recordedAt: number };

function dated({ at, recordedAt, ...activity }: Pending): Activity {
  const moment: Moment = at === null ? { millisecondsAgo: performance.now() - recordedAt } : { at };
  return { ...activity, moment };
}
