import { stateDirectory } from '../database/embedded/state-directory.js';
import { openExistingShellDatabase } from '../database/open-shell-database.js';
import type { RunStatus } from '../runs/run-status.js';
import { listShellRuns } from '../shell-runs/read-shell-runs.js';
import { shellId } from '../shell-runs/shell-run.js';
import { projectOf } from '../shell/project-of.js';
import { hasShellRuns } from '../shell/shell-desk.js';

/** A shell run as far as it takes to choose it. */
export interface RecentShellRun {
  readonly id: string;
  /** Null also where a newer run of the project has the name: that is the one that the name stands for. */
  readonly name: string | null;
  readonly status: RunStatus;
  readonly command: string;
}

const mostRuns = 50;

/**
 * The newest shell runs of the project that a directory belongs to, for somebody who is about to name one: nothing is
 * started, and no end is recorded. None where the server does not run.
 */
export async function recentShellRuns({
  directory,
}: {
  readonly directory: string;
}): Promise<readonly RecentShellRun[]> {
  const database = hasShellRuns() ? await openExistingShellDatabase(stateDirectory()) : null;
  if (database === null) return [];
  try {
    const query = { statuses: null, project: projectOf(directory), since: null, limit: mostRuns, offset: 0 };
    const taken = new Set<string>();
    return (await listShellRuns(database, query)).map(({ run: { id, status }, name, command }) => {
      const own = name === null || taken.has(name) ? null : name;
      if (own !== null) taken.add(own);
      return { id: shellId(id), name: own, status, command };
    });
  } finally {
    await database.close();
  }
}
