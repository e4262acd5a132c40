import type { Artifact } from '../artifacts/artifact.js';
import type { ResubmittedRun } from '../artifacts/submitted-run.js';
import { type AuditEvent, AuditStore } from '../jobs/audit-store.js';
import { validateParameters } from '../registry/parse-parameters.js';
import { beginningOf } from '../runs/submit/run-beginning.js';
import { resubmitRuns } from '../runs/submit/resubmit-runs.js';
import { parseRunId, RunNotFoundError } from '../runs/run-not-found-error.js';
import { isFinal } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';
import type { Run } from '../runs/run.js';
import { SubjectBusyError } from '../runs/submit/subject-busy-error.js';
import { activeTraceParent } from '../telemetry/trace-parent.js';
import type { Host } from './host.js';
import { type RetryRunInput, RunNotRetriedError } from './retried-run.js';
import { meansShellRun } from './shell-reference.js';
import { noteDelays } from './note-delays.js';
import { requireResumable } from './require-resumable.js';

/**
 * Makes a new run from a finished one, whatever its outcome, with the same parameters, queue, priority, subject, client
 * and context; the failure of the old one is resolved by it.
 * @throws {InvalidSubmissionError} when it is to resume a job that keeps no checkpoint.
 * @throws {RunNotFoundError} @throws {RunNotRetriedError} @throws {JobNotFoundError} @throws {InvalidParametersError}
 * @throws {SubjectBusyError}
 */
export async function retryRun(host: Host, input: RetryRunInput): Promise<Artifact<ResubmittedRun>> {
  const { id, resume = false, note } = input;
  if (meansShellRun(id)) {
    if (resume) requireResumable({ name: 'shell_command', resumable: false }, id);
    const { retryShellRun } = await import('./retry-shell-run.js');
    return retryShellRun(host, input, input.directory ?? host.directory);
  }
  const database = await host.database();
  const runs = new RunStore(database);
  const [run] = await runs.read([parseRunId(id)]);
  if (run === undefined) throw new RunNotFoundError(id);
  assertFinished(run);
  const job = host.registry.require(run.jobName);
  // The schema may have changed since: better refused now than failed at once.
  validateParameters(await host.registry.load(job.name), run.parameters);
  if (resume) requireResumable(job, run.subject ?? `run ${run.id}`);
  const request = {
    resume,
    actor: host.actor,
    jobs: [job],
    onlyUnresolved: false,
    traceParent: await activeTraceParent(),
  };
  const resubmission = await database.transaction(async (session) => {
    const [made] = await resubmitRuns(session, [run.id], request);
    if (made?.newId != null) await new AuditStore(session).append(deedOf(host, run.id, made.newId));
    return made;
  });
  if (resubmission === undefined) throw new RunNotFoundError(id);
  if (resubmission.newId === null) throw await refusalOf(runs, run, resubmission);
  database.hints.send('infra_queued', [run.queue]);
  if (note !== undefined) await noteDelays(host, run, note);
  return {
    data: {
      run_id: String(resubmission.newId),
      status: beginningOf(job, null),
      created: true,
      retry_of: String(run.id),
    },
    artifact_type: 'text',
    title: 'Run Submitted Again',
  };
}

function deedOf({ actor }: Host, id: number, newId: number): AuditEvent {
  const details = { new_run: String(newId) };
  return { actor, action: 'run_resubmitted', target: String(id), reason: null, details };
}

function assertFinished(run: Run): void {
  if (isFinal(run.status)) return;
  throw new RunNotRetriedError(`run ${run.id} is ${run.status}: only a finished run can be made again`, {
    hint: `wait for it with \`infra runs wait ${run.id}\`, or cancel it with \`infra runs cancel ${run.id}\``,
  });
}

async function refusalOf(
  runs: RunStore,
  run: Run,
  { refusal, holder: holderId }: { readonly refusal: string; readonly holder: number | null },
): Promise<Error> {
  const [holder] = holderId === null ? [] : await runs.read([holderId]);
  if (holder !== undefined && run.subject !== null) return new SubjectBusyError(run.subject, holder);
  return new RunNotRetriedError(`run ${run.id} ${refusal}`);
}
