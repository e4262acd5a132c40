import type { RegisteredJob } from '../registry/registered-job.js';
import { InvalidSubmissionError } from './read-submission.js';

/**
 * @param owner what the run works on: another run is continued by it alone, or by making it again.
 * @throws {InvalidSubmissionError} when there is nothing that the run could continue from.
 */
export function requireResumable(
  { name, resumable }: Pick<RegisteredJob, 'name' | 'resumable'>,
  owner: string | null,
): void {
  if (!resumable) {
    const fault = `is for a job that is resumable, and '${name}' keeps no checkpoint`;
    throw new InvalidSubmissionError('resume', fault, 'leave it out');
  }
  if (owner === null) {
    const hint = 'give the subject, or make the old run again with `infra runs retry <id> --resume`';
    throw new InvalidSubmissionError('resume', 'needs a subject: what to continue from is found by it', hint);
  }
}
