/** What a secret is shown as. */
const masked = '***';

/**
 * Why a chain cannot be put on this schedule, before the server is asked; null where it may be able to.
 * @param given what the runs of the schedule that it has are given, which they are given on.
 */
export function scheduleFault(schedule: string, given: Readonly<Record<string, unknown>>): string | null {
  if (Object.values(given).includes(masked))
    return 'its runs are given secrets, which nobody is shown: `infra chains schedule` sets it anew';
  return schedule.trim().split(/\s+/).length === 6 ? null : 'has six fields, such as `0 0 2 * * *`';
}
