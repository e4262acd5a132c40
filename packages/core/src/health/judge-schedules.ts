import { ageInWords } from './age-in-words.js';
import { type Finding, fine, orFine, problem, warning } from './finding.js';
import type { PauseFact, RunFacts, ScheduleFacts, WorkerFact } from './health-facts.js';

/**
 * How late an occurrence, a rescue or a claim may be before it counts as missed, in milliseconds: five looks of a
 * scheduler that only polls.
 */
export const toleranceMs = 10_000;

/** The workers that report and take runs. */
export function liveWorkers(workers: readonly WorkerFact[], leaseMs: number): readonly WorkerFact[] {
  return workers.filter((worker) => worker.silentMs <= leaseMs && !worker.stopping);
}

export function judgePauses(pauses: readonly PauseFact[]): readonly Finding[] {
  const findings = pauses.map(({ scope, actor, reason, forMs }) => {
    const what = scope === '*' ? 'everything' : `the queue ${scope}`;
    const why = reason === null ? '' : `: ${reason}`;
    return warning(
      'pauses',
      `${actor} paused ${what} ${ageInWords(forMs)} ago${why}`,
      scope === '*' ? '`infra resume`' : `\`infra resume --queue ${scope}\``,
    );
  });
  return orFine(findings, 'pauses', 'nothing is paused');
}

/** Whoever executes runs also ticks: every live worker process has a scheduler. */
export function judgeWorkers(
  { workers, scheduled }: ScheduleFacts,
  { waiting }: Pick<RunFacts, 'waiting'>,
  leaseMs: number,
): Finding {
  const live = liveWorkers(workers, leaseMs);
  if (live.length > 0) {
    const hosts = new Set(live.map((worker) => worker.host)).size;
    const processes = live.length === 1 ? '1 process schedules' : `${live.length} processes schedule`;
    return fine('workers', `${processes} and execute${live.length === 1 ? 's' : ''} on ${hosts} host(s)`);
  }
  const queued = waiting.reduce((sum, { runs }) => sum + runs, 0);
  const message = `no live process: nothing is scheduled or executed (${scheduled} schedule(s), ${queued} queued run(s) wait)`;
  const remedy = 'start one: `infra work`';
  return scheduled + queued > 0 ? problem('workers', message, remedy) : warning('workers', message, remedy);
}

/** Past occurrences that nobody has served; a scheduler that stopped without a word shows here. */
export function judgeOverdue(facts: ScheduleFacts, leaseMs: number): Finding {
  const { total, worst } = facts.overdue;
  if (facts.pauses.some(({ scope }) => scope === '*')) {
    return fine('overdue', 'everything is paused, so nothing is late');
  }
  if (total === 0) {
    return fine('overdue', `no occurrence is late by more than ${ageInWords(toleranceMs)}`);
  }
  const named = worst.map(({ jobName, schedule, lateMs }) => {
    const name = schedule === 'default' ? jobName : `${jobName}/${schedule}`;
    return `${name} by ${ageInWords(lateMs)}`;
  });
  const others = total > named.length ? ` and ${total - named.length} more` : '';
  const live = liveWorkers(facts.workers, leaseMs);
  const remedy =
    live.length === 0
      ? 'start a process: `infra work`; `misfire` decides what becomes of what is late'
      : `the schedulers of ${live.map(({ host, pid }) => `${host}:${pid}`).join(', ')} do not tick: look at their logs, then restart them one by one`;
  return problem('overdue', `${total} schedule(s) are late: ${named.join(', ')}${others}`, remedy);
}

/** Jobs that nobody has, that nobody has written to the database, or whose schedules do not go by their switch. */
export function judgeJobs(facts: ScheduleFacts, registered: readonly string[]): readonly Finding[] {
  const known = new Set(registered);
  const stored = new Set(facts.storedJobs);
  const orphaned = facts.orphaned.map(({ jobName, forMs }) => {
    const here = known.has(jobName);
    return warning(
      'jobs',
      `no live process has had the job ${jobName} for ${ageInWords(forMs)}: its schedule does not fire`,
      here
        ? 'start a process of this host: `infra work`'
        : `deploy what brings the job, or take it out of service: \`infra jobs disable ${jobName}\``,
    );
  });
  const unsynced = registered.filter((name) => !stored.has(name));
  const findings = [...orphaned];
  if (unsynced.length > 0) {
    findings.push(
      warning(
        'jobs',
        `the database does not know ${unsynced.length} job(s) of this host: ${listed(unsynced)}`,
        '`infra db migrate` writes them, and so does the start of `infra work`',
      ),
    );
  }
  if (facts.astray.length > 0) {
    findings.push(
      warning(
        'jobs',
        `schedules do not go by the switch of their job: ${listed(facts.astray)}`,
        'a live process sets them right within seconds: `infra work`',
      ),
    );
  }
  return orFine(findings, 'jobs', `${registered.length} job(s) are in the database as this host has them`);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
