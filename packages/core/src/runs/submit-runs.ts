import type { Session, Statement } from '../database/database.js';
import type { NewRun } from './new-run.js';
import type { PreparedRun } from './prepared-run.js';
import { type RunStatus, unfinishedStatuses } from './run-status.js';
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

const unfinished = unfinishedStatuses.map((status) => `'${status}'`).join(', ');

// One that comes alone may tell the workers itself: a statement less between it and them.
const insertOne: Statement = {
  name: 'insert_run',
  text: `with inserted as (
    insert into job_runs (job_name, status, trigger, parameters, max_attempts, actor, reserved_for, queue, priority,
      limited)
    values ($1, 'queued', $2, $3, $4, $5, $6, $7, $8, $9)
    returning id
  ) select id, case when $10::text is not null then pg_notify('infra_queued', $10) end from inserted`,
};

// Runs of one batch mostly differ in their parameters: what they share travels once, as a template.
const templates = `unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::text[], $7::int[],
        $8::boolean[], $9::text[])
      with ordinality as t(job_name, trigger, max_attempts, actor, reserved_for, queue, priority, limited,
        conflict_group, number)`;

const templateFields = [
  'jobName',
  'trigger',
  'maxAttempts',
  'actor',
  'reservedFor',
  'queue',
  'priority',
  'limited',
  'conflictGroup',
] as const satisfies readonly (keyof NewRun)[];

const insertMany: Statement = {
  name: 'insert_runs',
  text: `insert into job_runs (job_name, status, trigger, parameters, max_attempts, actor, reserved_for, queue, priority,
      limited)
    select t.job_name, 'queued', t.trigger, g.parameters, t.max_attempts, t.actor, t.reserved_for, t.queue, t.priority,
      t.limited
    from unnest($10::int[], $11::jsonb[]) with ordinality as g(template, parameters, position)
    join ${templates} on t.number = g.template
    order by g.position
    returning id`,
};

const isBusy = (given: string) => `from job_runs r
        where r.conflict_group = ${given}.conflict_group and r.subject = ${given}.subject and r.parent is null
          and r.status in (${unfinished})`;

// The ids are taken first, so that a key can name its run before the run is there. Whoever loses a race waits for the
// winner in one of the two unique indexes, the keys' or the subjects', and then inserts nothing; a key is free again
// when its time is over or its run has failed or was cancelled. The join makes sure that all keys of the batch are
// taken before the first run is inserted: two batches take them in the same order.
const insertGuarded: Statement = {
  name: 'submit_runs',
  text: `with given as materialized (
      select g.*, t.conflict_group, t.job_name, t.trigger, t.max_attempts, t.actor, t.reserved_for, t.queue, t.priority,
        t.limited, coalesce(g.available_at, infra_now() + coalesce(g.delay_ms, 0) * interval '1 ms') as start
      from (
        select nextval('job_runs_id_seq') as id, u.*
        from unnest($10::int[], $11::jsonb[], $12::timestamptz[], $13::float8[], $14::text[], $15::text[], $16::jsonb[],
          $17::jsonb[], $18::bigint[], $19::text[], $20::text[], $21::boolean[])
          with ordinality as u(template, parameters, available_at, delay_ms, subject, client_id, context, notify,
            retry_of, key, trace_parent, resume, position)
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
      select f.id, f.job_name, 'queued', f.trigger, f.parameters, f.max_attempts, f.actor, f.reserved_for, f.queue,
        f.priority, f.limited, f.start, f.start <= infra_now(), f.subject,
        case when f.subject is not null then f.conflict_group end, f.client_id, f.context, f.notify, f.retry_of,
        f.trace_parent, case when f.resume then true end
      from free f left join keyed on keyed.run_id = f.id
      where f.key is null or keyed.run_id is not null
      order by f.conflict_group, f.subject, f.position
      on conflict (conflict_group, subject)
        where subject is not null and parent is null and status in (${unfinished}) do nothing
      returning id
    )
    select g.position, g.id from given g join inserted i on i.id = g.id`,
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
  if (runs.every(({ plain }) => plain)) return (await insertPlain(session, runs, hint)).map(created);
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

/** Whether the statement that stores these runs can tell workers of them itself. */
export function carriesHint(runs: readonly PreparedRun[]): boolean {
  return runs.length === 1 && runs[0]?.plain === true;
}

async function insertPlain(
  session: Session,
  runs: readonly PreparedRun[],
  hint: string | null,
): Promise<number[]> {
  const [only, ...others] = runs;
  if (only !== undefined && others.length === 0) {
    const { jobName, trigger, maxAttempts, actor, reservedFor, queue, priority, limited } = only.run;
    const values = [
      jobName,
      trigger,
      only.parameters,
      maxAttempts,
      actor,
      reservedFor,
      queue,
      priority,
      limited,
      hint,
    ];
    return idsOf(await session.query<{ id: Int8 }>(insertOne, values));
  }
  const [shared, numbers] = templatesOf(runs);
  const parameters = runs.map((run) => run.parameters);
  // The ids come in the order of the runs, because the rows are inserted in it.
  const ids = idsOf(await session.query<{ id: Int8 }>(insertMany, [...shared, numbers, parameters]));
  return ids.sort((a, b) => a - b);
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
  const rows = await session
    .query<{ position: Int8; id: Int8 }>(insertGuarded, values)
    .catch((error: unknown) => {
      if (lostRace(error)) return [];
      throw error;
    });
  for (const { position, id } of rows) {
    const run = runs[Number(position) - 1];
    if (run !== undefined) run.outcome = created(Number(id));
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

/** The arrays of what runs share, and for each run the number of its template among them. */
function templatesOf(runs: readonly PreparedRun[]): [shared: unknown[][], numbers: number[]] {
  const known = new Map<string, number>();
  const found: NewRun[] = [];
  const numbers: number[] = [];
  for (const [at, { run }] of runs.entries()) {
    const before = runs[at - 1];
    // As a rule a batch is one caller's, and all of it alike.
    if (before !== undefined && sharesTemplate(before.run, run)) {
      numbers.push(numbers[at - 1] ?? 0);
      continue;
    }
    const name = JSON.stringify(templateFields.map((field) => run[field]));
    const number = known.get(name) ?? found.push(run);
    known.set(name, number);
    numbers.push(number);
  }
  const shared = templateFields.map((field) => found.map((run) => run[field]));
  return [shared, numbers];
}

function sharesTemplate(one: NewRun, other: NewRun): boolean {
  return templateFields.every((field) => one[field] === other[field]);
}

function created(id: number): Submission {
  return { id, status: 'queued', created: true };
}

function isOpen(run: Attempted): boolean {
  return run.outcome === null;
}

function idsOf(rows: readonly { id: Int8 }[]): number[] {
  return rows.map(({ id }) => Number(id));
}
