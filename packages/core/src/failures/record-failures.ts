import { fingerprint } from './fingerprint.js';

/** Characters of an error's message that the failure log keeps; the run keeps all of it. */
const messageLength = 2_000;

const code = `coalesce(error ->> 'code', 'unknown')`;
const message = `left(coalesce(error ->> 'message', ''), ${messageLength})`;

/**
 * The part of a statement that writes the failure log: a row for each run that has just failed for good.
 * A phase is told of by its combined run, which fails with it.
 * @param ended the WITH query that ended the runs: id, job_name, status, error, parent.
 */
export function recordFailures(ended: string): string {
  return `
    failed as (
      insert into failures (run_id, job_name, fingerprint, code, message)
      select id, job_name, ${fingerprint('job_name', code, message)}, ${code}, ${message}
      from ${ended} where status = 'failed' and parent is null
      order by id
      returning 1
    )`;
}
