import { InfraError } from '../../errors/infra-error.js';

/** An unfinished run works on the subject already; a second one would work against it. */
export class SubjectBusyError extends InfraError {
  readonly code = 'subject_busy';
  readonly subject: string;
  /** The run that holds the subject. */
  readonly holder: string;

  constructor(subject: string, holder: { readonly id: number; readonly jobName: string }) {
    super(`'${subject}' is busy: run ${holder.id} of ${holder.jobName} is not finished`, {
      hint: `wait for it with \`infra runs wait ${holder.id}\`, or cancel it with \`infra runs cancel ${holder.id}\``,
    });
    this.subject = subject;
    this.holder = String(holder.id);
  }
}
