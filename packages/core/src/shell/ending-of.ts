import type { ShellEnding } from '../shell-runs/move-shell-runs.js';
import type { UnfinishedShellRun } from '../shell-runs/read-shell-runs.js';
import type { RunError } from '../runs/run.js';
import type { ExitRecord } from './exit-record.js';
import { isRestarted } from './judge-shell-run.js';

/** What is recorded of a command that has ended. */
export function endingOf(record: ExitRecord, run: UnfinishedShellRun): ShellEnding {
  const error = withLoss(errorOf(record, run), record);
  // The supervisor itself was told to end, as when the machine goes down: that is a crash.
  const isCrash = record.ended === 'stopped' && !run.unwanted;
  return {
    id: record.id,
    attempt: record.attempt,
    status: error === null ? 'completed' : isCrash && isRestarted(run) ? 'queued' : 'failed',
    result:
      error === null
        ? {
            success: true,
            message: lossInWords(record),
            items_processed: 0,
            items_failed: 0,
            duration_ms: record.duration_ms,
            output: null,
          }
        : null,
    error,
    exitCode: exitCodeOf(record),
    exitSignal: record.signal,
    exitedAt: record.exited_at,
    logBytes: record.log_bytes,
    ended: record.ended === 'stopped',
  };
}

/** What is recorded of a command whose supervisor died. */
export function lossOf(run: UnfinishedShellRun): ShellEnding {
  return {
    id: run.id,
    attempt: run.attempt,
    status: isRestarted(run) ? 'queued' : 'failed',
    result: null,
    error: {
      code: 'supervisor_lost',
      message: 'its supervisor died, or the machine was restarted; how the command ended is not known',
    },
    exitCode: null,
    exitSignal: null,
    exitedAt: null,
    logBytes: null,
    ended: true,
  };
}

/** What did not begin has the code that a shell would give it. */
function exitCodeOf({ start_error: startError, exit_code: code }: ExitRecord): number | null {
  if (startError === null) return code;
  return startError.code === 'ENOENT' ? 127 : 126;
}

/** Output that the disk has refused; null when there was none. */
function lossInWords({ log_lost: lost }: ExitRecord): string | null {
  return lost === 0 ? null : `${lost} bytes of its output could not be written to its log`;
}

function withLoss(error: RunError | null, record: ExitRecord): RunError | null {
  const loss = lossInWords(record);
  return error === null || loss === null ? error : { ...error, message: `${error.message}; ${loss}` };
}

function errorOf(record: ExitRecord, run: UnfinishedShellRun): RunError | null {
  const { start_error: startError, ended, exit_code: code, signal, timeout_ms: timeoutMs } = record;
  if (startError !== null)
    return { code: 'command_not_started', message: `it could not be started: ${startError.message}` };
  if (ended === 'timeout')
    return { code: 'timeout', message: `it took longer than its time limit of ${timeoutMs} ms` };
  if (ended === 'stopped' && !run.unwanted)
    return { code: 'supervisor_stopped', message: 'its supervisor was told to end, and ended it' };
  if (ended === 'stopped') return { code: 'cancelled', message: 'it was stopped' };
  if (signal !== null) return { code: 'command_killed', message: `the signal ${signal} ended it` };
  return code === 0 ? null : { code: 'command_failed', message: `it exited with code ${code}` };
}
