import { writeFileSync } from 'node:fs';
import type { Artifact } from '../artifacts/artifact.js';
import type { RunCancellation } from '../artifacts/run-cancellation.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { isFinal } from '../runs/run-status.js';
import { shellId, type ShellRun } from '../shell-runs/shell-run.js';
import { followShellRuns } from '../shell/follow-shell-runs.js';
import { dismiss } from '../shell/keep-books.js';
import { signalProcess } from '../shell/process-identity.js';
import type { ShellDesk } from '../shell/shell-desk.js';
import { graceMs } from '../shell/supervisor-order.js';
import type { Host } from './host.js';
import { atShellRun } from './shell-reference.js';

export interface StopShellRunInput {
  readonly id: string;
  readonly reason?: string | undefined;
  /** No grace time. */
  readonly force?: boolean | undefined;
}

/** How much longer than the grace time the command waits, in milliseconds. */
const patienceMs = 3_000;

/**
 * Stops one shell run and waits until it has ended, at most for the grace time and three seconds.
 * @throws {RunNotFoundError}
 */
export async function stopShellRun(
  { clock, actor }: Pick<Host, 'clock' | 'actor'>,
  input: StopShellRunInput,
  directory: string,
): Promise<Artifact<RunCancellation>> {
  const place = { reference: input.id, directory, mayRestart: false };
  const { desk, before } = await atShellRun(place, async (desk, before) => {
    if (!isFinal(before.run.status)) await request(desk, before, { ...input, actor });
    return { desk, before };
  });
  const { id, status } = before.run;
  if (isFinal(status)) return artifactOf(id, { refused: `it is ${status} already` });
  let latest: ShellRun = before;
  const onRun = (run: ShellRun) => {
    latest = run;
  };
  const signal = AbortSignal.timeout((input.force === true ? 0 : graceMs) + patienceMs);
  await followShellRuns({ ids: [id], stateDirectory: desk.stateDirectory, clock, signal, onRun });
  const now = latest.run.status;
  if (now === 'cancelled') return artifactOf(id, { cancelled: true });
  return artifactOf(
    id,
    isFinal(now) ? { refused: `it ${now} before it could be stopped` } : { stopping: true },
  );
}

/** What is asked stands in the database before anybody is signalled: so its end is told for what it is. */
async function request(
  { database, files, host }: ShellDesk,
  { run: { id }, supervisor, host: itsHost }: ShellRun,
  { reason, force = false, actor }: StopShellRunInput & { readonly actor: string },
): Promise<void> {
  const why = reason ?? `stopped by ${actor}`;
  const { cancelled } = await cancelRuns(database, [id], { reason: why, actor, force });
  // Its processes are numbers of another machine.
  if (itsHost !== host) return;
  if (cancelled.length > 0) {
    dismiss(files, id, supervisor);
    return;
  }
  if (supervisor === null) return;
  if (force) writeFileSync(files.force(id), '', { mode: 0o600 });
  signalProcess(supervisor, force ? 'SIGUSR2' : 'SIGTERM');
}

function artifactOf(
  id: number,
  fate: { readonly cancelled?: true; readonly stopping?: true; readonly refused?: string },
): Artifact<RunCancellation> {
  const name = shellId(id);
  const cancelled = fate.cancelled === true ? [name] : [];
  return {
    data: {
      cancelled,
      refused: fate.refused === undefined ? [] : [{ id: name, reason: fate.refused }],
      stopping: fate.stopping === true ? [name] : [],
      total: cancelled.length,
      has_more: false,
    },
    artifact_type: 'list',
    title: 'Cancelled Runs',
  };
}
