import type { Session, Statement } from '../../database/database.js';
import { insertPlainRuns } from './insert-plain-runs.js';
import type { NewRun } from './new-run.js';
import type { PreparedRun } from './prepared-run.js';
import { type RunStatus, unfinishedInSql } from '../run-status.js';
import { templates, templatesOf } from './run-templates.js';
import { SubjectBusyError } from './subject-busy-error.js';

/** What became of a run that was submitted. */
export interface Submission {
  readonly id: number;
  readonly status: RunStatus;
  /** False when the key named a run that exists already: this one. */
  readonly created: boolean;
}

/** How long a key names the run that it was first given for. */
const keyHours = 24;

/** A key or a subject whose holder ends between the look at it and the next try: so many times in a row at most. */
const mostTries = 5;

const isBusy = (given: string) => `from job_runs r
        where r.conflict_group = ${given}.conflict_group and r.subject = ${given}.subject and r.parent is null
          and r.status in (${unfinishedInSql})`;

// The ids are taken first, so that a key can name its run before the run is there. Whoever loses a race waits for the
// winner in one of the two unique indexes, the keys' or the subjects', and then inserts nothing; a key is free again
// when its time is over or its run has failed or was cancelled. The join makes sure that all keys of the batch are
// taken before the first run is inserted: two batches take them in the same order.
const guarded = (gate: {
  given: string;
  columns: string;
  status: string;
  kept: string;
}) => `with given as materialized (
      select g.*, t.conflict_group, t.job_name, t.trigger, t.max_attempts, t.actor, t.reserved_for, t.queue, t.priority,
        t.limited, coalesce(g.available_at, infra_now() + coalesce(g.delay_ms, 0) * interval '1 ms') as start
      from (
        select nextval('job_runs_id_seq') as id, u.*
        from unnest($10::int[], $11::jsonb[], $12::timestamptz[], $13::float8[], $14::text[], $15::text[], $16::jsonb[],
          $17::jsonb[], $18::bigint[], $19::text[], $20::text[], $21::boolean[]${gate.given})
          with ordinality as u(template, parameters, available_at, delay_ms, subject, client_id, context, notify,
            retry_of, key, trace_parent, resume${gate.columns}, position)
      ) g
      join ${templates} on t.number = g.template
    ),
    free as materialized (
      select g.* from given g where g.subject is null or not exists (select ${isBusy('g')})
    ),
    keyed as (
      insert into idempotency_keys as k (job_name, key, run_id, expires_at)
      select f.job_name, f.key, f.id, infra_now() + interval '${keyHours} hours' from free f where f.key is not null
      order by f.job_name, f.key
      on conflict (job_name, key) do update set run_id = excluded.run_id, expires_at = excluded.expires_at
        where k.expires_at <= infra_now()
          or exists (select from job_runs r where r.id = k.run_id and r.status in ('failed', 'cancelled'))
      returning k.run_id
    ),
    inserted as (
      insert into job_runs (id, job_name, status, trigger, parameters, max_attempts, actor, reserved_for, queue, priority,
        limited, available_at, ready, subject, conflict_group, client_id, context, notify, retry_of, trace_parent, resume)
      overriding system value
      select f.id, f.job_name, ${gate.status}, f.trigger, f.parameters, f.max_attempts, f.actor, f.reserved_for, f.queue,
        f.priority, f.limited, f.start, f.start <= infra_now(), f.subject,
        case when f.subject is not null then f.conflict_group end, f.client_id, f.context, f.notify, f.retry_of,
        f.trace_parent, case when f.resume then true end
      from free f left join keyed on keyed.run_id = f.id
      where f.key is null or keyed.run_id is not null
      order by f.conflict_group, f.subject, f.position
      on conflict (conflict_group, subject)
        where subject is not null and parent is null and status in (${unfinishedInSql}) do nothing
      returning id
    )${gate.kept}
    select g.position, g.id from given g join inserted i on i.id = g.id`;

const insertGuarded: Statement = {
  name: 'submit_runs',
  text: guarded({ given: '', columns: '', status: `'queued'`, kept: '' }),
};

// Whoever approves a run by submitting it is kept with it: it waits to be priced, or needs nothing more.
const insertGated: Statement = {
  name: 'submit_gated_runs',
  text: guarded({
    given: ', $22::text[], $23::text[]',
    columns: ', begins, approved_by',
    status: 'f.begins',
    kept: `,
    leave as (
      insert into run_approvals (run_id, job_name, client_id, requested_by, approved_at, approved_how, approved_by, reason)
      select f.id, f.job_name, f.client_id, f.approved_by, x.at, case when x.at is not null then 'submitter' end,
        case when x.at is not null then f.approved_by end,
        case when x.at is not null then 'approved when it was submitted' end
      from given f join inserted i on i.id = f.id
      cross join lateral (select case when f.begins = 'queued' then infra_now() end as at) x
      where f.approved_by is not null
      order by f.id
    ),
    audited as (
      insert into audit_events (actor, action, target, reason, details)
      select f.approved_by, 'run_approved', f.id::text, 'approved when it was submitted',
        jsonb_build_object('job', f.job_name, 'how', 'submitter')
      from given f join inserted i on i.id = f.id where f.approved_by is not null and f.begins = 'queued'
      order by f.id
    )`,
  }),
};

const readHolders: Statement = {
  name: 'holders_of_submissions',
  text: `select k.run_id as "keyRun", kr.status as "keyStatus", s.id as "subjectRun", s.job_name as "subjectJob"
    from unnest($1::text[], $2::text[], $3::text[], $4::text[])
      with ordinality as g(job_name, key, conflict_group, subject, position)
    left join idempotency_keys k on k.job_name = g.job_name and k.key = g.key and k.expires_at > infra_now()
    left join job_runs kr on kr.id = k.run_id
    left join lateral (select r.id, r.job_name ${isBusy('g')} limit 1) s on true
    order by g.position`,
};

/** A number of 64 bits, which a connection of the caller's own may give as text. */
type Int8 = number | string;

/** Who holds the key and the subject that a run asks for. */
interface Holders {
  readonly keyRun: Int8 | null;
  readonly keyStatus: RunStatus | null;
  readonly subjectRun: Int8 | null;
  readonly subjectJob: string | null;
}

/** A run on its way, until it is known what became of it. */
interface Attempted {
  readonly prepared: PreparedRun;
  outcome: Submission | SubjectBusyError | null;
}

/**
 * Stores runs, as a rule in one statement, and tells of each in their order: what became of it, or that its subject is
 * busy. No two of them may have one key of one job, or one subject (see {@link distinctRuns}).
 * @param hint what the statement is to tell workers on `infra_queued` where {@link carriesHint}; null, or left out:
 *   nothing.
 */
export async function submitRuns(
  session: Session,
  runs: readonly PreparedRun[],
  hint: string | null = null,
): Promise<(Submission | SubjectBusyError)[]> {
  if (runs.every(({ plain }) => plain))
    return (await insertPlainRuns(session, runs, hint)).map((id) => created(id, 'queued'));
  const all = runs.map((prepared): Attempted => ({ prepared, outcome: null }));
  for (let tries = 0; tries < mostTries; tries++) {
    await insertFree(session, all.filter(isOpen));
    const refused = all.filter(isOpen);
    if (refused.length > 0) await askHolders(session, refused);
    const outcomes = all.flatMap(({ outcome }) => outcome ?? []);
    if (outcomes.length === all.length) return outcomes;
  }
  throw new Error('the holders of a key or of a subject change faster than they can be read');
}

/** Inserts what holds no key and no subject that is another's, and notes it. */
async function insertFree(session: Session, runs: readonly Attempted[]): Promise<void> {
  const prepared = runs.map((run) => run.prepared);
  const [shared, numbers] = templatesOf(prepared);
  const given = prepared.map(({ run }) => run);
  const values = [
    ...shared,
    numbers,
    prepared.map((run) => run.parameters),
    given.map((run) => run.availableAt),
    given.map((run) => run.delayMs),
    given.map((run) => run.subject),
    given.map((run) => run.clientId),
    prepared.map((run) => run.context),
    prepared.map((run) => run.notify),
    given.map((run) => run.retryOf),
    given.map((run) => run.key),
    given.map((run) => run.traceParent),
    given.map((run) => run.resume),
  ];
  const gated = given.some(({ begins, approvedBy }) => begins !== 'queued' || approvedBy !== null);
  if (gated)
    values.push(
      given.map((run) => run.begins),
      given.map((run) => run.approvedBy),
    );
  const rows = await session
    .query<{ position: Int8; id: Int8 }>(gated ? insertGated : insertGuarded, values)
    .catch((error: unknown) => {
      if (lostRace(error)) return [];
      throw error;
    });
  for (const { position, id } of rows) {
    const run = runs[Number(position) - 1];
    if (run !== undefined) run.outcome = created(Number(id), run.prepared.run.begins);
  }
}

/** Foreign key: the key was won and the subject lost, in the same moment; or two batches met in different orders. */
function lostRace(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === '23503' || code === '40P01';
}

/** Notes for each run who holds its key or its subject; one whose holder has just ended stays open. */
async function askHolders(session: Session, refused: readonly Attempted[]): Promise<void> {
  const runs = refused.map(({ prepared }) => prepared.run);
  const holders = await session.query<Holders>(readHolders, [
    runs.map((run) => run.jobName),
    runs.map((run) => run.key),
    runs.map((run) => run.conflictGroup),
    runs.map((run) => run.subject),
  ]);
  for (const [at, found] of holders.entries()) {
    const run = refused[at];
    if (run !== undefined) run.outcome = refusal(run.prepared.run, found);
  }
}

function refusal(run: NewRun, holders: Holders): Submission | SubjectBusyError | null {
  const { keyRun, keyStatus, subjectRun, subjectJob } = holders;
  if (keyRun !== null && keyStatus !== null && keyStatus !== 'failed' && keyStatus !== 'cancelled')
    return { id: Number(keyRun), status: keyStatus, created: false };
  if (subjectRun === null || subjectJob === null || run.subject === null) return null;
  return new SubjectBusyError(run.subject, { id: Number(subjectRun), jobName: subjectJob });
}

function created(id: number, status: RunStatus): Submission {
  return { id, status, created: true };
}

function isOpen(run: Attempted): boolean {
  return run.outcome === null;
}
