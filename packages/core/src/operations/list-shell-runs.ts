import type { RunList } from '../artifacts/run-list.js';
import type { RunStatus } from '../runs/run-status.js';
import { listShellRuns as readShellRuns } from '../shell-runs/read-shell-runs.js';
import { projectOf } from '../shell/project-of.js';
import { atShellDesk, hasShellRuns } from '../shell/shell-desk.js';
import { shellRowOf } from './shown-shell-run.js';

/** Which shell runs to list. */
export interface ListShellRunsInput {
  /** Where the caller is: those of that project; null for those of all projects. */
  readonly directory: string | null;
  readonly statuses: readonly RunStatus[];
  readonly since?: Date | undefined;
  readonly limit: number;
}

/** The newest shell runs of a project or of all; none, and nothing is opened, where there never was one. */
export async function listShellRuns(input: ListShellRunsInput): Promise<RunList['runs']> {
  if (!hasShellRuns()) return [];
  const { statuses, since = null, limit } = input;
  return atShellDesk({ mayRestart: true }, async ({ database }) => {
    const runs = await readShellRuns(database, {
      statuses: statuses.length === 0 ? null : statuses,
      project: input.directory === null ? null : projectOf(input.directory),
      since,
      limit,
      offset: 0,
    });
    return runs.map(shellRowOf);
  });
}
