import type { Session, Statement } from '../../database/database.js';

/** Rows of one look: short enough that nobody waits for what it deletes. */
const pageRows = 5_000;

interface Page {
  readonly removed: number;
  /** Where the next look begins; null when there is nothing behind. */
  readonly position: number | null;
}

const isOld = `l.at < infra_now() - $1 * interval '1 ms'`;
// What a run that somebody has still to look into has said is needed for that.
const isOfOver = `exists (select from job_runs r where r.id = l.run_id and r.finished_at is not null
        and not exists (select from failures f where f.run_id = r.id and f.resolved_at is null))`;

// As with runs: a walk by id that is over at the first page without an old line. Clocks of hosts differ by less than it
// takes to fill a page, or the next walk finds the rest.
const prunePage: Statement = {
  name: 'prune_log_lines',
  patient: true,
  text: `with page as materialized (select id, run_id, at from logs where id > $2 order by id limit ${pageRows}),
    old as materialized (select l.id from page l where ${isOld} and ${isOfOver}),
    removed as (delete from logs using old where logs.id = old.id returning 1)
    select (select count(*) from removed)::int as removed,
      (select max(l.id) from page l having count(*) = ${pageRows} and bool_or(${isOld})) as position`,
};

const countOld: Statement = {
  name: 'count_old_log_lines',
  patient: true,
  text: `select count(*)::int as lines from logs l where ${isOld} and ${isOfOver}`,
};

/** Counts the lines that {@link pruneLogLines} would delete. */
export async function countOldLogLines(session: Session, olderThanMs: number): Promise<number> {
  const [row] = await session.query<{ lines: number }>(countOld, [olderThanMs]);
  return row?.lines ?? 0;
}

/** Deletes log lines of finished runs by age, in batches; those of a run with an unresolved failure stay. */
export async function pruneLogLines(
  session: Session,
  olderThanMs: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (let position: number | null = 0; position !== null; ) {
    signal?.throwIfAborted();
    const [page]: Page[] = await session.query<Page>(prunePage, [olderThanMs, position]);
    removed += page?.removed ?? 0;
    position = page?.position ?? null;
  }
  return removed;
}

// Only lines that came since the last time are looked at: where that ended is kept. One statement finds the runs with
// too many of them: where a run has so many lines, the newest of those to go.
const crowdedRuns: Statement = {
  name: 'crowded_logs',
  patient: true,
  text: `with page as materialized (
      select id, run_id from logs where id > $2 order by id limit ${pageRows}
    ),
    crowded as materialized (
      select x.edge, p.run_id from (select distinct run_id from page) p
      cross join lateral (select id as edge from logs where run_id = p.run_id order by id desc offset $1 limit 1) x
    )
    select (select max(id) from page) as position, (select count(*) from page)::int as rows,
      (select coalesce(json_agg(json_build_array(run_id, edge)), '[]') from crowded) as crowded`,
};

const trim: Statement = {
  name: 'trim_log',
  patient: true,
  text: `with surplus as materialized (
      select id from logs where run_id = $1 and id <= $2 order by id limit ${pageRows}
    ),
    removed as (delete from logs using surplus s where logs.id = s.id returning 1)
    select count(*)::int as removed from removed`,
};

const readMark: Statement = {
  name: 'read_retention_mark',
  text: `select position from retention_marks where name = 'log_lines'`,
};

const moveMark: Statement = {
  name: 'move_retention_mark',
  text: `insert into retention_marks (name, position) values ('log_lines', $1)
    on conflict (name) do update set position = greatest(retention_marks.position, excluded.position)`,
};

const countSurplus: Statement = {
  name: 'count_surplus_log_lines',
  patient: true,
  text: `select count(*)::int as lines
    from (select *, row_number() over (partition by run_id order by id desc) as place from logs) l
    where l.place > $2 and not (${isOld} and ${isOfOver})`,
};

/** Counts the lines that {@link trimLogs} would delete once those that are too old are gone. */
export async function countSurplusLogLines(
  session: Session,
  { most, olderThanMs }: { most: number; olderThanMs: number },
): Promise<number> {
  const [row] = await session.query<{ lines: number }>(countSurplus, [olderThanMs, most]);
  return row?.lines ?? 0;
}

interface Crowded {
  readonly position: number | null;
  readonly rows: number;
  /** Runs with too many lines, and the newest line of each that is too many. */
  readonly crowded: readonly (readonly [runId: number, edge: number])[];
}

/** Leaves every run its newest lines, so many at most, in batches; costs what was written since the last time. */
export async function trimLogs(session: Session, most: number, signal?: AbortSignal): Promise<number> {
  const [mark] = await session.query<{ position: number }>(readMark);
  let removed = 0;
  for (let position = mark?.position ?? 0; ; ) {
    signal?.throwIfAborted();
    const [page] = await session.query<Crowded>(crowdedRuns, [most, position]);
    if (page?.position == null) return removed;
    for (const [runId, edge] of page.crowded) removed += await trimRun(session, runId, edge);
    position = page.position;
    await session.query(moveMark, [position]);
    if (page.rows < pageRows) return removed;
  }
}

async function trimRun(session: Session, runId: number, edge: number): Promise<number> {
  for (let total = 0; ; ) {
    const [row] = await session.query<{ removed: number }>(trim, [runId, edge]);
    const removed = row?.removed ?? 0;
    total += removed;
    if (removed < pageRows) return total;
  }
}
