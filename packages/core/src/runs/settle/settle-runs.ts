import { jsonArray, numberArray } from '../../database/array-literal.js';
import type { Session, Statement } from '../../database/database.js';
import { storableJson } from '../../database/storable-json.js';
import type { Settlement } from '../run.js';
import type { RunStatus } from '../run-status.js';
import { lostSubject } from './enqueue-followers.js';
import { settleAny, settleCompleted, settleCompletedPhases, settlePhases } from './settle-statements.js';

const recorded: Statement = {
  name: 'settled_before',
  text: `select r.id, r.status from job_runs r
    join unnest($1::bigint[], $2::int[], $3::text[]) g(id, attempt, status) on r.id = g.id and r.attempt = g.attempt
    where r.status = g.status or (g.status = 'queued' and r.status = 'cancelled')`,
};

/** What came of a settle beside the runs themselves. */
export interface SettleNews {
  /** The queues that have runs now which follow completed ones. */
  readonly followed: readonly string[];
  /** Jobs whose alert about failures in a row is over. */
  readonly cleared: readonly string[];
  /** Whether somebody outside is to be told of something. */
  readonly told: boolean;
  /** Combined runs whose end is to be decided: their last phase has ended, or one did not complete. */
  readonly atEnd: readonly number[];
}

export interface SettleOptions {
  /** Called when there is more to say than which runs were settled. */
  readonly tell?: (news: SettleNews) => void;
  /** Whether the statement itself tells other processes, on `infra_ended`, which of these few runs have ended. */
  readonly hint?: boolean;
}

interface Row {
  readonly id: number | null;
  readonly status: RunStatus;
  readonly news: keyof SettleNews | 'hinted' | null;
  readonly name: string;
}

/** A subject that is taken, and free again, between the look at it and the insertion: so often in a row at most. */
const mostTries = 10;

/** Characters of JSON that a result or an error may have. */
const largest = 16 * 2 ** 20;

/**
 * Records outcomes in one statement: runs, attempts, limits and counters together or not at all.
 *
 * Guarded by worker and attempt: a run that somebody else has finished, rescued or given to another worker is left as
 * it is.
 * @returns the status of each run that was settled; a missing one was refused.
 */
export async function settleRuns(
  session: Session,
  workerId: number,
  settlements: readonly Settlement[],
  { tell, hint = false }: SettleOptions = {},
): Promise<Map<number, RunStatus>> {
  const completed = settlements.every(({ outcome }) => outcome.status === 'completed');
  const values = [
    numberArray(settlements.map(({ run }) => run.id)),
    numberArray(settlements.map(({ run }) => run.attempt)),
    jsonArray(settlements.map(({ outcome }) => json('result' in outcome ? outcome.result : null))),
    workerId,
  ];
  const details = () => [...values, ...detailsOf(settlements), hint];
  const parents = settlements.some(isSpecial) ? [parentsOf(settlements)] : [];
  const rows = await untilFree(() =>
    completed
      ? session.query<Row>(parents.length > 0 ? settleCompletedPhases : settleCompleted, [
          ...values,
          hint,
          ...parents,
        ])
      : session.query<Row>(parents.length > 0 ? settlePhases : settleAny, [...details(), ...parents]),
  );
  const settled = new Map<number, RunStatus>();
  for (const { id, status } of rows) if (id !== null) settled.set(id, status);
  if (settled.size < rows.length) tell?.(newsOf(rows));
  return settled;
}

/** What it looks at is another one the next time: then it sees who holds what its followers would have held. */
async function untilFree<Result>(settle: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle();
    } catch (error) {
      if (!lostSubject(error) || tries === mostTries) throw error;
    }
  }
}

/** Of these settlements, those that an earlier try has recorded: its answer may have been lost with the connection. */
export async function settledBefore(
  session: Session,
  settlements: readonly Settlement[],
): Promise<Map<number, RunStatus>> {
  const rows = await session.query<{ id: number; status: RunStatus }>(recorded, [
    settlements.map(({ run }) => run.id),
    settlements.map(({ run }) => run.attempt),
    settlements.map(({ outcome }) => outcome.status),
  ]);
  return new Map(rows.map((row) => [row.id, row.status]));
}

/**
 * Whether an error says that what is to be stored is at fault. Anything else, a full disk or a deadlock, may be over the
 * next time.
 */
export function isUnstorable(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  const { code } = error as { code?: string };
  // The classes of data, of constraints and of limits.
  return code !== undefined && /^(22|23|54)...$/.test(code);
}

/** Has consequences that other runs need not pay for. */
function isSpecial({ run, outcome }: Settlement): boolean {
  return run.parent != null || outcome.resumable === true;
}

function parentsOf(settlements: readonly Settlement[]): number[] {
  return [...new Set(settlements.flatMap(({ run }) => run.parent ?? []))];
}

function detailsOf(settlements: readonly Settlement[]): unknown[] {
  return [
    settlements.map(({ outcome }) => outcome.status),
    jsonArray(settlements.map(({ outcome }) => json('error' in outcome ? outcome.error : null))),
    settlements.map(({ outcome }) => ('retryAt' in outcome ? outcome.retryAt : null)),
    settlements.map(({ outcome }) => ('retryInMs' in outcome ? outcome.retryInMs : null)),
    settlements.map(attemptOutcome),
  ];
}

function newsOf(rows: readonly Row[]): SettleNews {
  const named = (kind: keyof SettleNews) => rows.filter(({ news }) => news === kind).map(({ name }) => name);
  return {
    followed: named('followed'),
    cleared: named('cleared'),
    told: named('told').length > 0,
    atEnd: named('atEnd').map(Number),
  };
}

function attemptOutcome({ outcome }: Settlement): 'failed' | 'returned' | null {
  if ('returned' in outcome) return 'returned';
  return outcome.status === 'failed' || outcome.status === 'queued' ? 'failed' : null;
}

/** @throws {TypeError} for what JSON cannot say. @throws {RangeError} for what is too large to be kept with a run. */
function json(value: unknown): string | null {
  if (value === null) return null;
  const text = written(value);
  if (text.length <= largest) return text;
  throw new RangeError(`it has ${text.length} characters of JSON, and a run keeps ${largest} at most`);
}

/** A `toJSON` of a job may throw whatever it likes: it is the value that is at fault, and no second try would mend it. */
function written(value: unknown): string {
  try {
    return storableJson(value);
  } catch (error) {
    throw error instanceof TypeError ? error : new TypeError(String(error), { cause: error });
  }
}
