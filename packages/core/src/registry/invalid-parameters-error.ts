import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { InfraError } from '../errors/infra-error.js';

/** Parameters break the job's schema; every mistake is in {@link issues}. */
export class InvalidParametersError extends InfraError {
  override readonly code = 'invalid_parameters';
  /** Null where they were read without regard to the job that they are for. */
  readonly jobName: string | null;
  readonly issues: readonly ConfigurationIssue[];

  constructor(jobName: string | null, issues: readonly ConfigurationIssue[]) {
    const reasons = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    const whose = jobName === null ? 'the parameters' : `the parameters of '${jobName}'`;
    super(`${whose} are not valid: ${reasons.join('; ')}`, {
      hint: `\`infra jobs show ${jobName ?? '<name>'}\` prints their schema`,
    });
    this.jobName = jobName;
    this.issues = issues;
  }
}
