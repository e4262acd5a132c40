import type { Artifact } from '../artifacts/artifact.js';
import type { ExecutionResults } from '../artifacts/execution-results.js';
import type { Database } from '../database/database.js';
import { InfraError } from '../errors/infra-error.js';
import type { Emit } from '../events/runtime-event.js';
import { JobStore } from '../jobs/job-store.js';
import { PauseStore } from '../jobs/pause-store.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import type { Run } from '../runs/run.js';
import { RunStore } from '../runs/run-store.js';
import type { SubjectBusyError } from '../runs/submit/subject-busy-error.js';
import { printedStatus } from '../runs/run-status.js';
import { requireChecked } from './check-by-job.js';
import { type GivenParameters, readGiven } from './given-parameters.js';
import type { Host } from './host.js';
import { type OwnRun, OwnRuns } from './own-runs.js';
import { type JobSelection, selectJobs } from './select-jobs.js';
import { durationOf } from './shown-run.js';

export interface RunJobsInput {
  readonly selection: JobSelection;
  /** As an object, or as `key=value` pairs that the job's schema gives types to; only with exactly one name. */
  readonly parameters?: GivenParameters;
  /** One at a time, in the order of the names; else all at once. */
  readonly sequential: boolean;
  /** Aborted by Ctrl-C: the runs are cancelled, and the promise rejects with {@link InterruptedError}. */
  readonly signal: AbortSignal;
  /** Sentences for people about what is left out or worth knowing. */
  readonly note?: (sentence: string) => void;
  readonly emit?: Emit;
}

/** The caller interrupted the command; its runs are cancelled. */
export class InterruptedError extends InfraError {
  readonly code = 'interrupted';
}

/** Somebody removed runs of this command (`infra runs clear`, `infra runs clean`) before it could tell of them. */
export class RunsRemovedError extends InfraError {
  readonly code = 'operation_failed';

  constructor(ids: readonly number[]) {
    super(`run(s) ${ids.join(', ')} of this command were removed meanwhile`, {
      hint: '`infra audit` tells by whom',
    });
  }
}

/** Parameters were given for several jobs at once. */
export class ParametersNeedOneJobError extends InfraError {
  readonly code = 'usage';
}

/**
 * Runs jobs now and waits until each run is final, retries included.
 *
 * The runs go the way of every run: they are enqueued, claimed and settled; this process is the worker of exactly these
 * and nobody else takes them while it lives. Names, selection and parameters are checked before anything is touched. A run
 * whose subject is busy is a failed one of the table, without an id; the others run.
 * @throws {SubjectBusyError} when nothing could run at all.
 */
export async function runJobs(host: Host, input: RunJobsInput): Promise<Artifact<ExecutionResults>> {
  const note = input.note ?? (() => {});
  const selected = await selectJobs(host, input.selection, note);
  const given = await parametersFor(host, selected, input);
  const database = await host.database();
  await new JobStore(database).insertMissing(selected);
  await noteDisabled(database, input, selected, note);
  await notePaused(database, selected, note);

  const runner = new OwnRuns(host, database, selected.length, input);
  await runner.start();
  try {
    if (input.sequential) for (const job of selected) await runner.run([job], given);
    else await runner.run(selected, given);
  } finally {
    await runner.stop();
  }
  const { ids } = runner;
  const runs = await new RunStore(database).read(ids);
  if (input.signal.aborted)
    throw new InterruptedError('interrupted: the runs of this command were cancelled');
  const removed = ids.filter((id) => !runs.some((run) => run.id === id));
  if (removed.length > 0) throw new RunsRemovedError(removed);
  const refused = runner.all.flatMap((run) => ('refusal' in run ? run.refusal : []));
  if (ids.length === 0 && refused[0] !== undefined) throw refused[0];
  return artifactOf(runner.all, runs);
}

async function parametersFor(
  host: Host,
  selected: readonly RegisteredJob[],
  { parameters }: RunJobsInput,
): Promise<Readonly<Record<string, unknown>>> {
  const [job, ...others] = selected;
  if (parameters !== undefined && others.length > 0) {
    throw new ParametersNeedOneJobError(`parameters are for one job, not for ${selected.length}`, {
      hint: 'run the jobs one by one',
    });
  }
  if (job === undefined) return {};
  const given = parameters === undefined ? {} : readGiven(job, parameters);
  const jobs = await host.jobs();
  for (const one of selected) {
    const complete = mergeParameters(one, given);
    (await jobs.provide(one.name)).parse(complete);
    await requireChecked(host, one, complete);
  }
  return given;
}

async function notePaused(
  database: Database,
  selected: readonly RegisteredJob[],
  note: (sentence: string) => void,
): Promise<void> {
  const queues = new Set(selected.map((job) => job.queue));
  for (const { queue, reason } of await new PauseStore(database).read()) {
    if (queue !== null && !queues.has(queue)) continue;
    const what = queue === null ? 'everything is paused' : `the queue '${queue}' is paused`;
    note(`${what}${reason === null ? '' : ` (${reason})`}; what is run by this command runs all the same`);
  }
}

async function noteDisabled(
  database: Database,
  input: RunJobsInput,
  selected: readonly RegisteredJob[],
  note: (sentence: string) => void,
): Promise<void> {
  if (!('names' in input.selection)) return;
  const names = new Set(selected.map((job) => job.name));
  for (const state of await new JobStore(database).readSwitches()) {
    if (names.has(state.jobName) && !state.enabled)
      note(`${state.jobName} is disabled; it runs because it was named`);
  }
}

function artifactOf(asked: readonly OwnRun[], runs: readonly Run[]): Artifact<ExecutionResults> {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const jobs_run = asked.flatMap((one) => {
    if ('refusal' in one) return refused(one.jobName, one.refusal);
    const run = byId.get(one.id);
    return run === undefined ? [] : executed(run);
  });
  const succeeded = jobs_run.filter((run) => run.status === 'success').length;
  return {
    data: { jobs_run, total: jobs_run.length, succeeded, failed: jobs_run.length - succeeded },
    artifact_type: 'table',
    title: 'Job Execution Results',
  };
}

type Entry = ExecutionResults['jobs_run'][number];

function executed(run: Run): Entry {
  return {
    job_name: run.jobName,
    status: printedStatus(run.status),
    duration_ms: durationOf(run) ?? 0,
    result: {
      success: run.status === 'completed',
      message: run.result?.message ?? run.error?.message ?? null,
      items_processed: run.result?.items_processed ?? 0,
      items_failed: run.result?.items_failed ?? 0,
      output: run.result?.output ?? null,
    },
    run_id: String(run.id),
    attempt: run.attempt,
    error_code: run.error?.code ?? null,
  };
}

function refused(jobName: string, { message, code }: SubjectBusyError): Entry {
  return {
    job_name: jobName,
    status: 'failed',
    duration_ms: 0,
    result: { success: false, message, items_processed: 0, items_failed: 0, output: null },
    run_id: null,
    attempt: 0,
    error_code: code,
  };
}
