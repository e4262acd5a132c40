/** What is looked at, in the order in which it is shown. */
export const healthChecks = [
  'configuration',
  'extensions',
  'job_index',
  'database',
  'schema',
  'server_version',
  'clock',
  'connections',
  'transactions',
  'vacuum',
  'disk',
  'pauses',
  'workers',
  'overdue',
  'jobs',
  'unclaimable_runs',
  'approvals',
  'stuck_runs',
  'long_runs',
  'failing_jobs',
  'failures',
  'limits',
  'notifications',
  'shell_runs',
] as const;

export type HealthCheck = (typeof healthChecks)[number];

/** One thing that a check found; a check that found nothing wrong has one of status `ok`. */
export interface Finding {
  readonly check: HealthCheck;
  /** A warning asks to be looked at; a problem keeps something from working. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** The safest thing to do about it, a command where there is one; null when there is nothing to do. */
  readonly remedy: string | null;
}

export function fine(check: HealthCheck, message: string): Finding {
  return { check, status: 'ok', message, remedy: null };
}

export function warning(check: HealthCheck, message: string, remedy: string | null): Finding {
  return { check, status: 'warning', message, remedy };
}

export function problem(check: HealthCheck, message: string, remedy: string | null): Finding {
  return { check, status: 'problem', message, remedy };
}

/** What was found, or that nothing was. */
export function orFine(
  findings: readonly Finding[],
  check: HealthCheck,
  message: string,
): readonly Finding[] {
  return findings.length === 0 ? [fine(check, message)] : findings;
}
