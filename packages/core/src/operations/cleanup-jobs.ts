import type { Artifact } from '../artifacts/artifact.js';
import type { ExecutionResults } from '../artifacts/execution-results.js';
import type { LogCleanup } from '../artifacts/log-cleanup.js';
import type { SessionCleanup } from '../artifacts/session-cleanup.js';
import { InfraError } from '../errors/infra-error.js';
import type { Host } from './host.js';
import { runJobs, type RunJobsInput } from './run-jobs.js';

type RunOptions = Pick<RunJobsInput, 'signal' | 'emit'>;

/** The host does not use the extension that brings the job. */
export class MaintenanceMissingError extends InfraError {
  readonly code = 'usage';

  constructor(jobName: string) {
    super(`no extension of this host brings the job '${jobName}'`, {
      hint: "add '@infra/maintenance' to `extensions` in the configuration",
    });
  }
}

/** The job behind a cleanup command did not succeed. */
export class CleanupFailedError extends InfraError {
  readonly code = 'operation_failed';
}

/** Runs the registered job `cleanup_inactive_sessions` the way of every run. */
export async function cleanupSessions(
  host: Host,
  input: { readonly hours: number; readonly dryRun: boolean } & RunOptions,
): Promise<Artifact<SessionCleanup>> {
  const run = await runOne(
    host,
    'cleanup_inactive_sessions',
    { hours: input.hours, dry_run: input.dryRun },
    input,
  );
  const { sessions_cleaned: cleaned } = run.result.output as { sessions_cleaned: number };
  return {
    data: {
      job_name: 'session_cleanup',
      sessions_cleaned: cleaned,
      hours_threshold: input.hours,
      message: run.result.message ?? '',
      dry_run: input.dryRun,
      run_id: run.run_id,
    },
    artifact_type: 'text',
    title: 'Session Cleanup',
  };
}

/** Runs the registered job `log_cleanup` the way of every run. */
export async function cleanupLogs(
  host: Host,
  input: { readonly days: number; readonly dryRun: boolean } & RunOptions,
): Promise<Artifact<LogCleanup>> {
  const run = await runOne(host, 'log_cleanup', { days: input.days, dry_run: input.dryRun }, input);
  const { entries_deleted: deleted } = run.result.output as { entries_deleted: number };
  return {
    data: {
      job_name: 'log_cleanup',
      entries_deleted: deleted,
      days_threshold: input.days,
      message: run.result.message ?? '',
      dry_run: input.dryRun,
      run_id: run.run_id,
    },
    artifact_type: 'text',
    title: 'Log Cleanup',
  };
}

async function runOne(
  host: Host,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  options: RunOptions,
): Promise<ExecutionResults['jobs_run'][number] & { readonly run_id: string }> {
  if (host.registry.find(name) === undefined) throw new MaintenanceMissingError(name);
  const { data } = await runJobs(host, {
    selection: { names: [name] },
    parameters,
    sequential: true,
    ...options,
  });
  const [run] = data.jobs_run;
  if (run?.result.success === true && run.run_id !== null) return { ...run, run_id: run.run_id };
  throw new CleanupFailedError(`the job '${name}' failed: ${run?.result.message ?? 'no run was recorded'}`, {
    hint: `see \`infra jobs history --job ${name}\``,
  });
}
