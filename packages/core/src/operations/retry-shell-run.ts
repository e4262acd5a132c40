import type { Artifact } from '../artifacts/artifact.js';
import type { ResubmittedRun } from '../artifacts/submitted-run.js';
import { isFinal } from '../runs/run-status.js';
import { shellId } from '../shell-runs/shell-run.js';
import { withSecretsOf } from '../shell/command-environment.js';
import type { Host } from './host.js';
import { type RetryRunInput, RunNotRetriedError } from './retried-run.js';
import { atShellRun } from './shell-reference.js';
import { startShellRun } from './start-shell-run.js';

/**
 * Makes a new run of a finished shell run's command, with the same settings. What looked like a secret was not stored: it
 * is taken from the environment of this call, and what is missing there is said.
 * @throws {RunNotFoundError} @throws {RunNotRetriedError} @throws {NameTakenError}
 */
export async function retryShellRun(
  { actor }: Pick<Host, 'actor'>,
  { id, note = () => {}, environment: own = process.env }: RetryRunInput,
  directory: string,
): Promise<Artifact<ResubmittedRun>> {
  const place = { reference: id, directory, mayRestart: true };
  const { old, started } = await atShellRun(place, async (desk, old) => {
    const { run } = old;
    if (!isFinal(run.status)) {
      throw new RunNotRetriedError(
        `run ${shellId(run.id)} is ${run.status}: only a finished run can be made again`,
        {
          hint: `wait for it with \`infra runs wait ${shellId(run.id)}\`, or stop it with \`infra runs stop ${shellId(run.id)}\``,
        },
      );
    }
    const { environment, missing } = withSecretsOf(old, own);
    if (missing.length > 0) note(`this environment lacks what was not stored: ${missing.join(', ')}`);
    const again = { ...old, actor, queue: run.queue, context: run.context, retryOf: run.id };
    // The old run keeps its key as long as it completed, and what it followed is over.
    const request = {
      ...again,
      host: desk.host,
      key: run.status === 'completed' ? null : old.key,
      afterRuns: [],
    };
    return { old: run, started: await startShellRun(desk, request, environment) };
  });
  return {
    data: {
      run_id: shellId(started.id),
      status: started.status,
      created: started.created,
      retry_of: shellId(old.id),
    },
    artifact_type: 'text',
    title: 'Run Submitted Again',
  };
}
