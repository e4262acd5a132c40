import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { QueueStore } from '../jobs/queue-store.js';
import { claimAmongQueues, nextRoom } from '../runs/claim-among-queues.js';
import { type ClaimRequest, claimReservedRuns, claimRuns } from '../runs/claim-runs.js';
import { type ClaimScope, readClaimScope } from '../runs/claim-scope.js';
import type { ClaimedRun } from '../runs/run.js';

/** How long a worker goes by what it knows of queues and limits, in milliseconds. */
const scopeMs = 1_000;
/** The shortest wait for room: somebody else was counting just now. */
const shortestWaitMs = 5;

/** Which runs a worker takes, and which way. */
export interface Intake {
  /** Takes queued runs, `room` at most; the best first. */
  take(workerId: number, room: number): Promise<ClaimedRun[]>;
  /** Milliseconds after which it is worth to ask again although nobody calls; null: nothing is known of such a time. */
  nextRoomMs(): Promise<number | null>;
  /** Told that something has changed in these queues (null: in any); whether it may concern this worker. */
  heed(queues: ReadonlySet<string> | null): boolean;
}

/** The runs that are reserved for the worker of a command. */
export class ReservedIntake implements Intake {
  readonly #database: Database;
  readonly #jobNames: readonly string[];

  constructor(database: Database, jobNames: readonly string[]) {
    this.#database = database;
    this.#jobNames = jobNames;
  }

  async take(workerId: number, room: number): Promise<ClaimedRun[]> {
    return claimReservedRuns(this.#database, { workerId, limit: room, jobNames: this.#jobNames });
  }

  async nextRoomMs(): Promise<null> {
    return null;
  }

  heed(): boolean {
    return false;
  }
}

/** The runs of the queues that a worker serves: the shortest way where there is one queue and nothing to count. */
export class QueueIntake implements Intake {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #jobNames: readonly string[];
  readonly #wanted: readonly string[] | null;
  #scope: ClaimScope = { queues: [], counted: false };
  #readAt = Number.NEGATIVE_INFINITY;
  #stale = false;

  /** @param queues those that it serves; null for every queue there is. */
  constructor(
    { database, clock }: { readonly database: Database; readonly clock: Clock },
    jobNames: readonly string[],
    queues: readonly string[] | null,
  ) {
    this.#database = database;
    this.#clock = clock;
    this.#jobNames = jobNames;
    this.#wanted = queues;
  }

  async take(workerId: number, room: number): Promise<ClaimedRun[]> {
    const request = { workerId, limit: room, jobNames: this.#jobNames };
    if (this.#clock.now() - this.#readAt >= scopeMs) await this.#read();
    const claimed = await this.#claim(request);
    // What was heard may be of a new queue, or of a width: looked at only when there is nothing to do.
    if (claimed.length > 0 || !this.#stale) return claimed;
    await this.#read();
    return this.#claim(request);
  }

  async nextRoomMs(): Promise<number | null> {
    if (!this.#scope.counted) return null;
    const nextInMs = await nextRoom(this.#database, this.#jobNames, this.#scope.queues);
    return nextInMs === null ? null : Math.max(shortestWaitMs, Math.ceil(nextInMs));
  }

  heed(queues: ReadonlySet<string> | null): boolean {
    const concerned =
      queues === null || this.#wanted === null || this.#wanted.some((name) => queues.has(name));
    this.#stale ||= concerned;
    return concerned;
  }

  async #claim(request: ClaimRequest): Promise<ClaimedRun[]> {
    const { queues, counted } = this.#scope;
    const [only, ...others] = queues;
    if (only === undefined) return [];
    if (!counted && others.length === 0) return claimRuns(this.#database, request, only);
    return claimAmongQueues(this.#database, request, queues);
  }

  async #read(): Promise<void> {
    this.#stale = false;
    this.#scope = await readClaimScope(this.#database, this.#wanted, this.#jobNames);
    this.#readAt = this.#clock.now();
    // A queue that nobody has named yet has no row, and a claim among queues goes by the rows.
    if (this.#wanted === null || this.#scope.queues.length >= this.#wanted.length) return;
    await new QueueStore(this.#database).insertMissing(this.#wanted);
    this.#scope = { ...this.#scope, queues: this.#wanted };
  }
}
