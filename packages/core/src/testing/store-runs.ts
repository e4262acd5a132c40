import type { Session } from '../database/database.js';
import type { NewRun } from '../runs/submit/new-run.js';
import { prepareRun } from '../runs/submit/prepared-run.js';
import { submitRuns } from '../runs/submit/submit-runs.js';
import { SubjectBusyError } from '../runs/submit/subject-busy-error.js';

/**
 * Stores runs of which no two have one key or one subject; returns their ids in their order.
 * @throws {SubjectBusyError} for the first whose subject is busy; the others are stored all the same.
 */
export async function storeRuns(session: Session, runs: readonly NewRun[]): Promise<number[]> {
  const outcomes = await submitRuns(session, runs.map(prepareRun));
  return outcomes.map((outcome) => {
    if (outcome instanceof SubjectBusyError) throw outcome;
    return outcome.id;
  });
}
