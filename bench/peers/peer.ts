// What every queue must offer to be measured. Nothing that belongs to one of them stands outside of `adapters/`.

/** Where one queue works: a database, a Redis and a folder of its own. */
export interface Place {
  /** What stands behind the colon: `raw:fast` is `raw` with the variant `fast`. */
  readonly variant: string;
  readonly database: string;
  /** How to connect to its database. */
  readonly url: string;
  /** How to connect to the server's own database, which makes and drops others. */
  readonly adminUrl: string;
  /** Null when there is no Redis on this machine. */
  readonly redisPort: number | null;
  /** For files; exists. */
  readonly directory: string;
}

/** What a job is given: its number. */
export interface Call {
  readonly n: number;
}

/** What each queue's job does. */
export type Work = (call: Call) => unknown;

/**
 * `throughput`: the settings with which this queue drains fastest. `latency`: a worker that waits for single jobs.
 * `rescue`: the settings with which it notices soonest that a worker died.
 */
export type Profile = 'throughput' | 'latency' | 'rescue';

/** One connection of an application to its queue. */
export interface Client {
  /** Resolves when the job is stored. */
  submit(n: number): Promise<unknown>;
  submitMany(ns: readonly number[]): Promise<unknown>;
  /** Submits and resolves to what the job returned; left out where the queue has no such thing. */
  submitAndWait?(n: number): Promise<unknown>;
  /** Jobs that are not finished. */
  unfinished(): Promise<number>;
  /** Finished jobs that can still be looked at. */
  kept(): Promise<number>;
  /** Reads the last 20 failed jobs; resolves to how many there are. */
  lastFailed?(): Promise<number>;
  close(): Promise<void>;
}

/** Something that runs until it is told to stop. */
export interface Running {
  stop(): Promise<void>;
}

export interface Peer {
  readonly backend: 'postgres' | 'redis';
  /** What is done to show this queue at its best, for the report. */
  readonly settings: string;
  /** An empty store with its schema, set up for workers of this profile. */
  setup(place: Place, profile: Profile): Promise<void>;
  remove(place: Place): Promise<void>;
  client(place: Place, connections: number): Promise<Client>;
  startWorker(place: Place, profile: Profile, work: Work): Promise<Running>;
  /** Fills in so many finished jobs, one in a hundred of them failed; left out where nothing is kept. */
  fillHistory?(place: Place, count: number): Promise<void>;
  /** Registers so many schedules of which none is due for hours; left out where that is part of starting the scheduler. */
  register?(place: Place, crons: readonly string[]): Promise<void>;
  /** Starts whatever watches the schedules; left out where none are kept. */
  startScheduler?(place: Place, crons: readonly string[]): Promise<Running>;
  /** Why a dead worker's jobs cannot be measured; left out where they can. */
  readonly noRescue?: string;
}
