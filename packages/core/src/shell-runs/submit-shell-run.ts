import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import { InfraError } from '../errors/infra-error.js';
import { type RunStatus, unfinishedInSql } from '../runs/run-status.js';
import { type ShellCommand, shellId, shellJob } from './shell-run.js';

/** A shell run that somebody asks for. */
export interface NewShellRun extends ShellCommand {
  readonly actor: string;
  readonly queue: string;
  readonly name: string | null;
  readonly key: string | null;
  readonly host: string;
  readonly project: string;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly afterRuns: readonly number[];
  /** The finished run that it is made from. */
  readonly retryOf: number | null;
}

/** What became of it: a new run, or the one that has its key already. */
export interface ShellSubmission {
  readonly id: number;
  readonly status: RunStatus;
  readonly created: boolean;
}

/** An unfinished run of the project has the name. */
class NameTakenError extends InfraError {
  readonly code = 'subject_busy';
  /** The run that has it. */
  readonly runId: string;

  constructor(name: string, holder: string) {
    super(`run ${holder} has the name '${name}' and is not over`, {
      hint: `wait for it with \`infra runs wait ${holder}\`, stop it with \`infra runs stop ${holder}\`, or give another name`,
    });
    this.runId = holder;
  }
}

const isBusy = `from job_runs r where r.conflict_group = $2 and r.subject = $3 and r.parent is null
  and r.status in (${unfinishedInSql})`;

// The name is the subject of the run, and the project its conflict group: the index of subjects keeps it to one
// unfinished run. A key has no end of its own: it goes with its run, or passes on when that has failed or was cancelled.
const submit: Statement = {
  name: 'submit_shell_run',
  text: `with given as materialized (select nextval('job_runs_id_seq') as id),
    keyed as (
      insert into idempotency_keys as k (job_name, key, run_id, expires_at)
      select '${shellJob}', $4::text, id, 'infinity' from given
      where $4::text is not null and ($3::text is null or not exists (select ${isBusy}))
      on conflict (job_name, key) do update set run_id = excluded.run_id
        where exists (select from job_runs r where r.id = k.run_id and r.status in ('failed', 'cancelled'))
      returning k.run_id
    ),
    inserted as (
      insert into job_runs (id, job_name, status, trigger, parameters, max_attempts, actor, queue, subject, conflict_group,
        context, retry_of)
      overriding system value
      select g.id, '${shellJob}', 'queued', 'shell', jsonb_build_object('command', $6::text), 1, $5, $7, $3::text,
        case when $3::text is not null then $2::text end, $8::jsonb, $9::bigint
      from given g left join keyed on keyed.run_id = g.id
      where $4::text is null or keyed.run_id is not null
      on conflict (conflict_group, subject)
        where subject is not null and parent is null and status in (${unfinishedInSql}) do nothing
      returning id
    )
    insert into shell_runs (run_id, command, arguments, name, key, host, project, directory, environment, secrets,
      timeout_ms, log_limit, restart_on_crash, after_runs)
    select i.id, $6::text, $10::jsonb, $3::text, $11::text, $12, $1::text, $13, $14::jsonb, $15::text[], $16::float8,
      $17::bigint, $18::boolean, $19::bigint[]
    from inserted i
    returning run_id as id`,
};

const holders: Statement = {
  name: 'holders_of_shell_run',
  text: `select k.run_id as "keyRun", kr.status as "keyStatus", (select r.id ${isBusy} limit 1) as "nameRun"
    from (select $1::text as key) g
    left join idempotency_keys k on k.job_name = '${shellJob}' and k.key = g.key
    left join job_runs kr on kr.id = k.run_id`,
};

interface Holders {
  readonly keyRun: number | null;
  readonly keyStatus: RunStatus | null;
  readonly nameRun: number | null;
}

/** A holder may end between the try and the look at it: so many times in a row at most. */
const mostTries = 5;

/**
 * Stores a shell run as `queued`, unless an unfinished or completed run has its key.
 * @throws {NameTakenError}
 */
export async function submitShellRun(session: Session, run: NewShellRun): Promise<ShellSubmission> {
  const group = `shell:${run.project}`;
  // A key is the project's own, as the name is.
  const key = run.key === null ? null : `${run.project}\n${run.key}`;
  for (let tries = 0; tries < mostTries; tries++) {
    const [row] = await session.query<{ id: number }>(submit, valuesOf(run, group, key)).catch(nothing);
    if (row !== undefined) return { id: row.id, status: 'queued', created: true };
    const [found] = await session.query<Holders>(holders, [key, group, run.name]);
    const { keyRun = null, keyStatus = null, nameRun = null } = found ?? {};
    if (keyRun !== null && keyStatus !== null && keyStatus !== 'failed' && keyStatus !== 'cancelled')
      return { id: keyRun, status: keyStatus, created: false };
    if (nameRun !== null && run.name !== null) throw new NameTakenError(run.name, shellId(nameRun));
  }
  throw new Error('the holders of a key or of a name change faster than they can be read');
}

function valuesOf(run: NewShellRun, group: string, key: string | null): unknown[] {
  return [
    run.project,
    group,
    run.name,
    key,
    run.actor,
    run.command,
    run.queue,
    run.context === null ? null : storableJson(run.context),
    run.retryOf,
    run.arguments === null ? null : storableJson(run.arguments),
    run.key,
    run.host,
    run.directory,
    storableJson(run.environment),
    run.secrets,
    run.timeoutMs,
    run.logLimit,
    run.restartOnCrash,
    run.afterRuns,
  ];
}

/** The key was won and the name lost in the same moment (foreign key), or two met in different orders. */
function nothing(error: unknown): [] {
  const { code } = error as { code?: string };
  if (code === '23503' || code === '40P01') return [];
  throw error;
}
