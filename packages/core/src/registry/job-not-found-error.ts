import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';

/** The host has no job of this name. */
export class JobNotFoundError extends InfraError {
  override readonly code = 'job_not_found';
  readonly jobName: string;

  constructor(jobName: string, known: readonly string[]) {
    super(`there is no job '${jobName}'${didYouMean(jobName, known)}`, {
      hint: '`infra jobs list` shows the names',
    });
    this.jobName = jobName;
  }
}
