import type { Database } from '../database/database.js';
import { combinedParentsOf } from '../runs/phases/read-phases.js';
import { endCombinedRuns } from './combined-keeper.js';

/**
 * Ends what a process that keeps no combined runs has brought to its end: these combined runs, and those that one of
 * these runs is a phase of, up to the outermost. Whoever does keep them would find out at its next look.
 */
export async function endInLine(database: Database, ids: readonly number[]): Promise<void> {
  let ended = [...new Set([...ids, ...(await combinedParentsOf(database, ids))])];
  while (ended.length > 0) {
    const outer: number[] = [];
    await endCombinedRuns(database, ended, (event) => {
      if (event.kind === 'phases_ended') outer.push(...event.runIds);
    });
    ended = outer;
  }
}
