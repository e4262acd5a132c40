import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Checkpoint } from './checkpoint.js';
import type { CostRecorder } from './cost.js';

/** The schema of a job that takes no parameters. */
export type NoParameters = z.ZodObject<Record<never, never>>;

/** Why a run exists. */
export type Trigger = 'schedule' | 'manual' | 'api' | 'chain' | 'resubmit' | 'shell';

/** The host's database as an extension gets it: `db.$extendTables<MyTables>()` adds the types of its own tables. */
export type ExtensionDatabase = Kysely<Record<never, never>>;

/** Writes lines that are kept with the run; a line is one message and, if wanted, JSON fields. */
export interface JobLogger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** How far a run is. Everything is optional; what is left out keeps its last value. */
export interface Progress {
  readonly completed?: number;
  readonly total?: number;
  readonly message?: string;
  readonly counters?: Readonly<Record<string, number>>;
}

/**
 * What a job gets to run with.
 *
 * It is parameterised by the **schema** of the parameters, a constant above the class, so that both its input and its
 * output type can be recovered from the class: `execute(context: JobContext<typeof parameters>)`. A resumable job names
 * the schema of its checkpoint too: `JobContext<typeof parameters, typeof state>`.
 */
export interface JobContext<Schema extends z.ZodType = NoParameters, State extends z.ZodType = z.ZodUnknown> {
  /** The run's id, unique in the database. */
  readonly runId: string;
  readonly jobName: string;
  readonly trigger: Trigger;
  /** 1 for the first try of this run; it only grows. */
  readonly attempt: number;
  /** The occurrence this run serves, or null when no schedule asked for it. */
  readonly scheduledFor: Date | null;
  /** When the job's last completed run had started, or null: what an incremental job continues from. */
  readonly lastSuccess: Date | null;
  /** The parameters as the schema gives them: validated, with defaults and coercions applied. */
  readonly parameters: z.output<Schema>;
  readonly db: ExtensionDatabase;
  readonly logger: JobLogger;
  /** Aborted when the run is cancelled, times out, loses its lease, or its worker stops for good. */
  readonly signal: AbortSignal;
  /** What a later run continues from, of a job that is `resumable`; in any other its methods reject. */
  readonly checkpoint: Checkpoint<z.input<State>, z.output<State>>;
  /** What the run really costs. */
  readonly cost: CostRecorder;
  /** Reports progress; it returns at once and writes at most a few times a second. */
  progress(progress: Progress): void;
}
