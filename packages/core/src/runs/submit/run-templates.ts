import type { NewRun } from './new-run.js';
import type { PreparedRun } from './prepared-run.js';

/** What runs of one batch share travels once, as the rows of this, from the first nine parameters of a statement. */
export const templates = `unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::text[], $7::int[],
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

/** The arrays of what runs share, and for each run the number of its template among them. */
export function templatesOf(runs: readonly PreparedRun[]): [shared: unknown[][], numbers: number[]] {
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

/** Whether two runs have one template. */
export function sharesTemplate(one: NewRun, other: NewRun): boolean {
  for (const field of templateFields) if (one[field] !== other[field]) return false;
  return true;
}
