import type { Session, Statement } from '../../database/database.js';
import { type ClaimRequest, claimBy, claimedColumns, claimReply } from './claim-runs.js';
import type { ClaimedRun } from '../run.js';

/** The tokens that a limit `l` has now; a clock that stepped back gives none. */
const tokens = `least(l.burst, l.tokens + l.rate * greatest(0, extract(epoch from infra_now() - l.refilled_at)))`;

const waiting = `status = 'queued' and ready and reserved_for is null`;

/**
 * The ids that a query finds, as a table `few` to join by the key. Every id is between these bounds: it says to the
 * planner that they are few. Otherwise a plan that was made while the table was small reads it all when it has grown.
 */
const few = (query: string) =>
  `(select g.id from unnest(array(${query})) as g(id) where g.id between 1 and ${2n ** 63n - 1n}) as few`;

// One probe of an index each: an EXISTS would be turned into a join that reads all that waits, and without the order the
// first one might be looked for in the table itself.
const limitedWaits = (queue: string, jobName: string) =>
  `(select true from job_runs r where r.queue = ${queue} and r.job_name = ${jobName} and ${waiting} and r.limited
    order by r.priority desc, r.id limit 1)`;
const freeWaits = (queue: string, more = '') =>
  `(select true from job_runs r where r.queue = ${queue} and ${waiting} and not r.limited ${more}
    order by r.priority desc, r.id limit 1)`;

// Nothing is paused in them, and they have room as far as anybody can see without a lock.
const openQueues = `open as materialized (
      select q.name, q.width from queues q
      where q.name = any($4) and (q.width is null or q.running < q.width)
        and not exists (select from pauses where scope in ('*', q.name))
    )`;

// Counts of what runs stand in the locked rows themselves: a count over job_runs would be older than the lock. A row that
// somebody else has locked is left to him; only rows that something waits for are locked, so that an idle claim writes
// nothing. The candidates are ranked within their job and then within their queue, so that whatever is picked of them
// has room in both; the first one always has. Runs that are limited are nobody else's while their limit is locked; of
// the others only numbers by queue are decided, and which runs they are is up to the lock.
const claim: Statement = {
  name: 'claim_among_queues',
  text: `with me as materialized (select id from workers where id = $1 and gone_at is null),
    ${openQueues},
    limits as materialized (
      select l.job_name,
        least($2::int, l.max_running - l.running, floor(${tokens})::int) as room
      from job_limits l
      where exists (select from me) and l.job_name = any($3)
        and (l.max_running is null or l.running < l.max_running) and (l.rate is null or ${tokens} >= 1)
        and exists (select from open o where ${limitedWaits('o.name', 'l.job_name')})
      order by l.job_name
      for no key update of l skip locked
    ),
    narrow as materialized (
      select q.name, least($2::int, q.width - q.running) as room from queues q
      where exists (select from me) and q.name in (select name from open where width is not null)
        and q.width is not null and q.running < q.width
        and (${freeWaits('q.name')} or exists (select from limits l where ${limitedWaits('q.name', 'l.job_name')}))
      order by q.name
      for no key update of q skip locked
    ),
    lanes as materialized (
      select name, room from narrow
      union all
      select name, $2::int from open where width is null and exists (select from me)
    ),
    candidates as materialized (
      select x.id, x.priority, q.name as queue, l.job_name, l.room
      from limits l cross join lanes q cross join lateral (
        select r.id, r.priority from job_runs r
        where r.queue = q.name and r.job_name = l.job_name and ${waiting} and r.limited
        order by r.priority desc, r.id limit least(l.room, q.room)
      ) x
      union all
      select x.id, x.priority, q.name, null, null
      from lanes q cross join lateral (
        select r.id, r.priority from job_runs r
        where r.queue = q.name and ${waiting} and not r.limited and r.job_name = any($3)
        order by r.priority desc, r.id limit q.room
      ) x
    ),
    admitted as (
      select id, priority, queue, job_name is not null as limited from (
        select *, row_number() over (partition by job_name order by priority desc, id) as rank from candidates
      ) x where job_name is null or rank <= room
    ),
    chosen as materialized (
      select x.id, x.queue, x.limited from (
        select *, row_number() over (partition by queue order by priority desc, id) as rank from admitted
      ) x join lanes q on q.name = x.queue
      where x.rank <= q.room
      order by x.priority desc, x.id limit $2::int
    ),
    picked_limited as materialized (
      -- No more than this can change meanwhile.
      select r.id from ${few('select id from chosen where limited')} join job_runs r on r.id = few.id
      where r.status = 'queued' and r.reserved_for is null
      for no key update of r skip locked
    ),
    picked_free as materialized (
      select x.id from (select queue, count(*) as runs from chosen where not limited group by queue) s
      cross join lateral (
        select r.id from job_runs r
        where r.queue = s.queue and ${waiting} and not r.limited and r.job_name = any($3)
        order by r.priority desc, r.id limit s.runs
        for no key update skip locked
      ) x
    ),
    taken as (
      update job_runs r
      set status = 'running', claimed_by = $1, worker_id = $1, attempt = r.attempt + 1, started_at = infra_now(),
        in_lane = r.queue = any(array(select name from narrow))
      from ${few('select id from picked_limited union all select id from picked_free')} where r.id = few.id
      returning ${claimedColumns}, r.queue, r.in_lane, r.limited
    ),
    counted_jobs as (
      update job_limits l
      set running = l.running + t.runs,
        tokens = case when l.rate is null then null else ${tokens} - t.runs end,
        refilled_at = case when l.rate is null then null else greatest(l.refilled_at, infra_now()) end
      from (select job_name, count(*)::int as runs from taken where limited group by job_name) t
      where l.job_name = t.job_name
    ),
    counted_queues as (
      update queues q set running = q.running + t.runs
      from (select queue, count(*)::int as runs from taken where in_lane group by queue) t
      where q.name = t.queue
    ) ${claimReply}`,
};

const room: Statement = {
  name: 'next_room',
  text: `with ${openQueues.replaceAll('$4', '$2')}
    select least(
      (select min(case when l.rate is null then 0 else greatest(0, (1 - ${tokens}) / l.rate * 1000) end)
        from job_limits l
        where l.job_name = any($1) and (l.max_running is null or l.running < l.max_running)
          and exists (select from open o where ${limitedWaits('o.name', 'l.job_name')})),
      (select 0 where exists (select from open o where o.width is not null
        and ${freeWaits('o.name', 'and r.job_name = any($1)')}))
    )::float8 as "nextInMs"`,
};

/**
 * Takes queued runs of several queues, of queues with a width, of jobs with a limit: those of the highest priority and
 * of these the oldest first, wherever they wait, some hundreds at most.
 *
 * Never more than a width, a concurrency or a rate lets through, in the whole cluster. What somebody else is counting at
 * this moment is passed over: see {@link nextRoom}.
 */
export async function claimAmongQueues(
  session: Session,
  request: ClaimRequest,
  queues: readonly string[],
): Promise<ClaimedRun[]> {
  return claimBy(session, claim, request, queues);
}

/**
 * Milliseconds until one of the runs that wait for a slot or a token may start: until the next token, or 0 when there is
 * room now, for whoever was counting has done so; null when a run has to end first, or nothing waits.
 */
export async function nextRoom(
  session: Session,
  jobNames: readonly string[],
  queues: readonly string[],
): Promise<number | null> {
  const [row] = await session.query<{ nextInMs: number | null }>(room, [jobNames, queues]);
  return row?.nextInMs ?? null;
}
