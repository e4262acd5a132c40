import type { Session, Statement } from '../../database/database.js';
import type { NewRun } from './new-run.js';
import type { PreparedRun } from './prepared-run.js';
import { sharesTemplate, templates, templatesOf } from './run-templates.js';

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

// The ids come as one text: a row for each would cost as much as the rest of the reply and its reading.
const idsInOrder = `select string_agg(id::text, ',') as ids from inserted`;

// Nearly always runs that are submitted together are of one job and differ in their parameters alone, which travel as
// one JSON array.
const insertAlike: Statement = {
  name: 'insert_runs_alike',
  text: `with inserted as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, actor, reserved_for, queue, priority,
        limited)
      select $1, 'queued', $2, p::jsonb, $4, $5, $6, $7, $8, $9 from json_array_elements($3::json) p
      returning id
    ) ${idsInOrder}`,
};

const insertMany: Statement = {
  name: 'insert_runs',
  text: `with inserted as (
      insert into job_runs (job_name, status, trigger, parameters, max_attempts, actor, reserved_for, queue, priority,
        limited)
      select t.job_name, 'queued', t.trigger, g.parameters, t.max_attempts, t.actor, t.reserved_for, t.queue, t.priority,
        t.limited
      from unnest($10::int[], $11::jsonb[]) with ordinality as g(template, parameters, position)
      join ${templates} on t.number = g.template
      order by g.position
      returning id
    ) ${idsInOrder}`,
};

/** Whether the statement that stores these runs can tell workers of them itself. */
export function carriesHint(runs: readonly PreparedRun[]): boolean {
  return runs.length === 1 && runs[0]?.plain === true;
}

/**
 * Stores runs of which nothing but job, queue and parameters has to be written; returns their ids in their order.
 * @param hint what a statement that stores a single run tells workers; null: nothing.
 */
export async function insertPlainRuns(
  session: Session,
  runs: readonly PreparedRun[],
  hint: string | null,
): Promise<number[]> {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  if (others.length === 0) {
    const values = [...valuesOf(first.run, first.parameters), hint];
    const [row] = await session.query<{ id: number | string }>(insertOne, values);
    return row === undefined ? [] : [Number(row.id)];
  }
  if (others.every(({ run }) => sharesTemplate(run, first.run))) {
    const parameters = `[${runs.map((run) => run.parameters).join(',')}]`;
    return idsOf(await session.query<Inserted>(insertAlike, valuesOf(first.run, parameters)));
  }
  const [shared, numbers] = templatesOf(runs);
  const parameters = runs.map((run) => run.parameters);
  return idsOf(await session.query<Inserted>(insertMany, [...shared, numbers, parameters]));
}

function valuesOf(
  { jobName, trigger, maxAttempts, actor, reservedFor, queue, priority, limited }: NewRun,
  parameters: string,
): unknown[] {
  return [jobName, trigger, parameters, maxAttempts, actor, reservedFor, queue, priority, limited];
}

interface Inserted {
  readonly ids: string | null;
}

/** In the order of the runs, because the rows are inserted in it. */
function idsOf([row]: readonly Inserted[]): number[] {
  const ids = row?.ids == null ? [] : row.ids.split(',').map(Number);
  return ids.sort((a, b) => a - b);
}
