import type { Artifact } from '../artifacts/artifact.js';
import type { RunDetails } from '../artifacts/run-details.js';
import { shellId, type ShellRun } from '../shell-runs/shell-run.js';
import { logSize } from '../shell/log-reader.js';
import { isAlive } from '../shell/process-identity.js';
import type { ShellDesk } from '../shell/shell-desk.js';
import { atShellRun } from './shell-reference.js';
import { shellDetailsOf } from './shown-shell-run.js';

/**
 * All that is known of one shell run.
 * @param reference its id or its name.
 * @param directory where the caller is.
 * @throws {RunNotFoundError}
 */
export async function showShellRun(reference: string, directory: string): Promise<Artifact<RunDetails>> {
  return atShellRun({ reference, directory, mayRestart: true }, (desk, run) => ({
    data: shellDetailsOf(run, shellSideOf(desk, run)),
    artifact_type: 'presentation_card',
    title: `Run: ${shellId(run.run.id)}`,
  }));
}

function shellSideOf(desk: ShellDesk, shellRun: ShellRun): NonNullable<RunDetails['shell']> {
  const { run, supervisor } = shellRun;
  return {
    name: shellRun.name,
    key: shellRun.key,
    command: shellRun.command,
    arguments: shellRun.arguments === null ? null : [...shellRun.arguments],
    directory: shellRun.directory,
    project: shellRun.project,
    host: shellRun.host,
    timeout_ms: shellRun.timeoutMs,
    restart_on_crash: shellRun.restartOnCrash,
    after: shellRun.afterRuns.map(shellId),
    exit_code: shellRun.exitCode,
    signal: shellRun.exitSignal,
    secrets_left_out: [...shellRun.secrets],
    supervisor_pid: supervisor?.pid ?? null,
    supervisor_alive: supervisor !== null && isAlive(supervisor),
    log_file: desk.files.log(run.id),
    log_bytes: shellRun.logBytes ?? logSize(desk.files, run.id),
    log_limit_bytes: shellRun.logLimit,
  };
}
