import type { SystemStatus } from '../artifacts/system-status.js';
import type { Clock } from '../clock/clock.js';
import { listShellRuns } from '../shell-runs/read-shell-runs.js';
import { shellId } from '../shell-runs/shell-run.js';
import { atShellDesk, hasShellRuns } from '../shell/shell-desk.js';

type ShellStatus = NonNullable<SystemStatus['shell_runs']>;

const mostActive = 100;
/** More than these are not counted. */
const mostRuns = 10_000;

/** The unfinished shell runs of this user; nothing is opened where there never was one. */
export async function shellStatus(clock: Clock): Promise<ShellStatus> {
  if (!hasShellRuns()) return { queued: 0, running: 0, active: [] };
  return atShellDesk({ mayRestart: true }, async ({ database }) => {
    const query = {
      statuses: ['queued', 'running'],
      project: null,
      since: null,
      limit: mostRuns,
      offset: 0,
    } as const;
    const runs = await listShellRuns(database, query);
    const running = runs.filter(({ run }) => run.status === 'running').toReversed();
    return {
      queued: runs.length - running.length,
      running: running.length,
      active: running.slice(0, mostActive).map(({ run, name, command, project }) => {
        const started = run.firstStartedAt ?? run.createdAt;
        return {
          id: shellId(run.id),
          name,
          command,
          project,
          started_at: started.toISOString(),
          running_ms: Math.max(0, clock.now() - started.getTime()),
        };
      }),
    };
  });
}
