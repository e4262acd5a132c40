import type { Database } from '../database/database.js';
import { QueueStore } from '../jobs/queue-store.js';
import { claimAmongQueues, nextRoom } from '../runs/claim/claim-among-queues.js';
import { claimReservedRuns, claimRuns } from '../runs/claim/claim-runs.js';
import type { ClaimScope } from '../runs/claim/claim-scope.js';
import type { ClaimedRun } from '../runs/run.js';

/** The shortest wait for room: somebody else was counting just now. */
const shortestWaitMs = 5;

/** Which runs a worker takes, and which way. */
export interface Intake {
  /** The queues that it serves; null: every queue there is. */
  readonly queues: readonly string[] | null;
  /** Whether only a claim can tell if there is something to take: what waits is counted, or waits for this worker alone. */
  readonly counted: boolean;
  /** Takes queued runs, `room` at most; the best first. */
  take(workerId: number, room: number): Promise<ClaimedRun[]>;
  /** Milliseconds after which it is worth to ask again although nobody calls; null: nothing is known of such a time. */
  nextRoomMs(): Promise<number | null>;
  /** Told that something has changed in these queues (null: in any); whether it may concern this worker. */
  heed(queues: ReadonlySet<string> | null): boolean;
  /** Whether what was heard asks for a look around: a queue that is not known, or a call after which nothing was found. */
  isStale(found: boolean): boolean;
  /** Goes by this from now on. */
  goBy(scope: ClaimScope): Promise<void>;
}

/** The runs that are reserved for the worker of a command. */
export class ReservedIntake implements Intake {
  readonly queues = null;
  readonly counted = true;
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

  isStale(): boolean {
    return false;
  }

  async goBy(): Promise<void> {}
}

/** The runs of the queues that a worker serves: the shortest way where there is one queue and nothing to count. */
export class QueueIntake implements Intake {
  readonly queues: readonly string[] | null;
  readonly #database: Database;
  readonly #jobNames: readonly string[];
  #scope: ClaimScope = { queues: [], counted: false };
  /** Called since the last look around. */
  #called = false;
  /** Called to a queue that the scope does not have. */
  #strange = false;

  /** @param queues those that it serves; null for every queue there is. */
  constructor(database: Database, jobNames: readonly string[], queues: readonly string[] | null) {
    this.#database = database;
    this.#jobNames = jobNames;
    this.queues = queues;
  }

  get counted(): boolean {
    return this.#scope.counted;
  }

  async take(workerId: number, room: number): Promise<ClaimedRun[]> {
    const request = { workerId, limit: room, jobNames: this.#jobNames };
    const { queues, counted } = this.#scope;
    const [only, ...others] = queues;
    if (only === undefined) return [];
    if (!counted && others.length === 0) return claimRuns(this.#database, request, only);
    return claimAmongQueues(this.#database, request, queues);
  }

  async nextRoomMs(): Promise<number | null> {
    if (!this.#scope.counted) return null;
    const nextInMs = await nextRoom(this.#database, this.#jobNames, this.#scope.queues);
    return nextInMs === null ? null : Math.max(shortestWaitMs, Math.ceil(nextInMs));
  }

  heed(queues: ReadonlySet<string> | null): boolean {
    const concerned = queues === null || this.queues === null || this.queues.some((name) => queues.has(name));
    if (!concerned) return false;
    this.#called = true;
    this.#strange ||= queues === null || [...queues].some((name) => !this.#scope.queues.includes(name));
    return true;
  }

  isStale(found: boolean): boolean {
    return this.#strange || (this.#called && !found);
  }

  async goBy(scope: ClaimScope): Promise<void> {
    this.#called = false;
    this.#strange = false;
    this.#scope = scope;
    // A queue that nobody has named yet has no row, and a claim among queues goes by the rows.
    if (this.queues === null || scope.queues.length >= this.queues.length) return;
    await new QueueStore(this.#database).insertMissing(this.queues);
    this.#scope = { ...scope, queues: this.queues };
  }
}
