import type { Trigger } from '@infra/traits';
import type { Artifact } from '../artifacts/artifact.js';
import type { SubmittedRun } from '../artifacts/submitted-run.js';
import { EndingWatch } from '../runs/settle/ending-watch.js';
import { RunNotFoundError } from '../runs/run-not-found-error.js';
import type { Submission } from '../runs/submit/submit-runs.js';
import { type GivenParameters, readGiven } from './given-parameters.js';
import type { Host } from './host.js';
import { noteDelays } from './note-delays.js';
import type { SubmitOptions } from './read-submission.js';
import { Submissions } from './submissions.js';
import { watchEnded } from './watched-run.js';

export interface SubmitRunInput extends SubmitOptions {
  readonly name: string;
  readonly parameters: GivenParameters;
  readonly trigger: Trigger;
  /** The group in which it holds its subject; the job's by default. */
  readonly conflictGroup?: string | undefined;
  /** Sentences for people about what may keep the run waiting. */
  readonly note?: (sentence: string) => void;
  /** To stay until the run has ended. */
  readonly wait?: {
    /** Aborted by Ctrl-C: the run goes on, and the promise rejects with {@link WatchEndedError}. */
    readonly signal: AbortSignal;
    /** Told when the run is stored. */
    readonly onSubmitted: (run: SubmittedRun) => void;
  };
}

/**
 * Enqueues one run for any worker that has the job; executes nothing.
 * @throws {JobNotFoundError} @throws {InvalidParametersError} @throws {InvalidSubmissionError}
 * @throws {SubjectBusyError}
 */
export async function submitRun(host: Host, input: SubmitRunInput): Promise<Artifact<SubmittedRun>> {
  const { name, parameters, trigger, note, wait, ...options } = input;
  const job = host.registry.require(name);
  const given = readGiven(job, parameters);
  const submission = await new Submissions(host, { trigger }).submit({
    ...options,
    job: name,
    parameters: given,
  });
  if (note !== undefined && submission.created) {
    await noteDelays(host, { jobName: name, queue: options.queue ?? job.queue }, note);
  }
  if (wait === undefined) return artifactOf(submission);
  wait.onSubmitted(artifactOf(submission).data);
  const status = await ending(host, submission.id, wait.signal);
  return artifactOf({ ...submission, status });
}

async function ending(host: Host, id: number, signal: AbortSignal): Promise<Submission['status']> {
  const watch = new EndingWatch(await host.database(), host.clock);
  try {
    const status = await watch.ended(id, signal);
    if (status === null) throw new RunNotFoundError(String(id));
    return status;
  } catch (error) {
    throw signal.aborted ? watchEnded(String(id), `infra runs wait ${id}`) : error;
  }
}

function artifactOf({ id, status, created }: Submission): Artifact<SubmittedRun> {
  return { data: { run_id: String(id), status, created }, artifact_type: 'text', title: 'Run Submitted' };
}
