import type { Session, Statement } from '../../database/database.js';
import { firstSince } from './first-since.js';
import type { Run } from '../run.js';
import { runColumns } from '../run-columns.js';
import { lanesOf } from '../run-lanes.js';
import { isFinal, type RunStatus, unfinishedStatuses } from '../run-status.js';

/** Which runs to list; what is left out does not filter. */
export interface RunQuery {
  /** Unfinished ones, or one final one. */
  readonly statuses?: readonly RunStatus[];
  readonly jobName?: string;
  readonly clientId?: string;
  readonly subject?: string;
  /** Asked for at this moment or later. */
  readonly since?: Date;
  /** Started at this moment or later; for a run that never started, asked for. */
  readonly startedSince?: Date;
  /** Older than this run: where the page before ended. */
  readonly before?: number;
  /** Rows at most. */
  readonly limit: number;
  /** Rows to leave out first, none by default. */
  readonly offset?: number;
}

/** What the index of a job's history holds. */
const finished = 'finished_at is not null';

/**
 * The columns by which an index finds runs, newest first: the first one that a query filters by leads. A condition for
 * equality would make its order that of the ids alone, and where few runs pass, the planner might read all of history by
 * its ids to spare the sorting; a condition for a range keeps the column in the order, which only that index has. Of a
 * job and a client the job leads: their index has the client before it, which is to be equal then.
 */
const leads = [
  ['subject', (query: RunQuery) => query.subject, 'subject'],
  ['job', (query: RunQuery) => query.jobName, 'job_name'],
  ['client', (query: RunQuery) => query.clientId, 'client_id'],
] as const;

/** A filter: its part of a statement's name, what it bounds by, and the condition on it. */
const filters = [
  ['job', (query: RunQuery) => query.jobName, (bound: string) => `job_name = ${bound}`],
  ['client', (query: RunQuery) => query.clientId, (bound: string) => `client_id = ${bound}`],
  ['subject', (query: RunQuery) => query.subject, (bound: string) => `subject = ${bound}`],
  [
    'since',
    (query: RunQuery) => query.since,
    (bound: string) => `created_at >= ${bound}::timestamptz and id >= (select id from first)`,
  ],
  [
    'started',
    (query: RunQuery) => query.startedSince,
    (bound: string) => `coalesce(started_at, created_at) >= ${bound}::timestamptz`,
  ],
  ['before', (query: RunQuery) => query.before, (bound: string) => `id < ${bound}::bigint`],
] as const;

/**
 * The runs that a query asks for, newest first. However long the history is, it costs what is returned and what waits
 * or runs; only filters that few runs pass (a subject, a start, a job's completed ones) read more of it.
 */
export async function listRuns(session: Session, query: RunQuery): Promise<Run[]> {
  const values: unknown[] = [query.limit, query.offset ?? 0];
  const names: string[] = [];
  const conditions: string[] = [];
  let head = '';
  const lead = leads.find(([, valueOf]) => valueOf(query) !== undefined);
  for (const [name, valueOf, condition] of filters) {
    const value = valueOf(query);
    if (value === undefined) continue;
    const bound = `$${values.push(value)}`;
    if (name === lead?.[0]) {
      conditions.push(`${lead[2]} between ${bound} and ${bound}`);
      names.push(name);
      continue;
    }
    if (name === 'since') head = firstSince(`${bound}::timestamptz`);
    conditions.push(condition(bound));
    names.push(name);
  }
  const order = lead === undefined ? 'id desc' : `${lead[2]} desc, id desc`;
  const text = listing(query, conditions, { head, order });
  // PostgreSQL tells names apart by their first 63 characters.
  const statuses = (query.statuses ?? []).map((status) => status.slice(0, 2));
  const name = ['list_runs', statuses.join(''), ...names].join('_');
  return session.query<Run>({ name, text } satisfies Statement, values);
}

// Statuses are words of the state machine and stand in the text, because a partial index only serves a statement that
// names them.
function listing(
  { statuses = [], jobName }: RunQuery,
  conditions: readonly string[],
  { head, order }: { readonly head: string; readonly order: string },
): string {
  const ofJob = jobName !== undefined;
  const [only] = statuses;
  if (only === undefined && ofJob) {
    // The index of a job's history has what is finished: what is not stands in the lanes.
    const newest = `(select id from job_runs where ${[finished, ...conditions].join(' and ')}
      order by ${order} limit $1::bigint + $2::bigint)`;
    return merged([...idsOf(lanesOf(unfinishedStatuses), conditions), newest], head);
  }
  if (only !== undefined && !isFinal(only)) return merged(idsOf(lanesOf(statuses), conditions), head);
  const all = [...(only === undefined ? [] : [`status = '${only}'`, finished]), ...conditions];
  return `${head === '' ? '' : `with ${head}`}
    select ${runColumns} from job_runs ${all.length === 0 ? '' : `where ${all.join(' and ')}`}
    order by ${order} limit $1 offset $2`;
}

function idsOf(lanes: readonly string[], conditions: readonly string[]): string[] {
  return lanes.map((lane) => `select id from job_runs where ${[lane, ...conditions].join(' and ')}`);
}

function merged(lanes: readonly string[], head: string): string {
  return `with ${head === '' ? '' : `${head},`}
    lanes as materialized (${lanes.join(' union all ')})
    select ${runColumns} from job_runs
    where id = any(array(select id from lanes order by id desc limit $1 offset $2))
    order by id desc`;
}
