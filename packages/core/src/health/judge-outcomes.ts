import { type Finding, fine, orFine, problem, warning } from './finding.js';
import type { FailingFact, RunFacts } from './health-facts.js';

/** Jobs that failed as often in a row as raises their alert. */
export function judgeFailingJobs(failing: readonly FailingFact[]): readonly Finding[] {
  const findings = failing.map(({ jobName, failures, lastError }) => {
    const last = lastError === null ? '' : `; the last time: ${lastError.split('\n', 1)[0] ?? ''}`;
    return problem(
      'failing_jobs',
      `${jobName} has failed ${failures} time(s) in a row${last}`,
      `\`infra jobs history --job ${jobName} --status failed\``,
    );
  });
  return orFine(findings, 'failing_jobs', 'no job keeps failing');
}

/** @param most unresolved failures above which an alert is raised. */
export function judgeFailures({ unresolvedFailures }: RunFacts, most: number): Finding {
  const remedy = '`infra failures list`, then resubmit or delete them';
  const message = `${unresolvedFailures} failure(s) are unresolved`;
  if (unresolvedFailures > most) return problem('failures', `${message}, more than ${most}`, remedy);
  if (unresolvedFailures > 0) return warning('failures', message, remedy);
  return fine('failures', 'no failure is unresolved');
}

/** Counters that do not say what runs: too high they let too few run, too low too many. */
export function judgeLimits({ counters }: RunFacts): readonly Finding[] {
  const findings = counters.map(({ kind, name, counter, running }) =>
    warning(
      'limits',
      `the ${kind} ${name} counts ${counter} running run(s), and ${running} hold a slot`,
      'every live process counts afresh now and then: `infra work`; look again in a minute',
    ),
  );
  return orFine(findings, 'limits', 'the counters of limits and queues agree with what runs');
}

export function judgeNotifications({ notifications: { late, abandoned } }: RunFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (late > 0) {
    findings.push(
      warning(
        'notifications',
        `${late} notification(s) have waited for more than a minute`,
        'a live process delivers them: `infra work`; check that their targets answer',
      ),
    );
  }
  if (abandoned > 0) {
    findings.push(
      warning(
        'notifications',
        `${abandoned} notification(s) were given up within the last day`,
        'check that the targets in `alerts` of the configuration answer',
      ),
    );
  }
  return orFine(findings, 'notifications', 'every notification is delivered');
}
