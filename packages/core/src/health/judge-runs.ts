import { ageInWords } from './age-in-words.js';
import { type Finding, orFine, problem, warning } from './finding.js';
import type { PauseFact, RunFacts, WaitingFact, WorkerFact } from './health-facts.js';
import { toleranceMs } from './judge-schedules.js';

/** How much longer than its timeout an attempt may take: to end by itself, and to be recorded. */
const overTimeMs = 15_000;
/** So many times its usual 95th percentile is far beyond it, but never less than a minute more. */
const farBeyond = 10;
const atLeastMs = 60_000;

/** Runs that wait although no live process has both their job and their queue. */
export function judgeUnclaimable(
  waiting: readonly WaitingFact[],
  live: readonly WorkerFact[],
  pauses: readonly PauseFact[],
): readonly Finding[] {
  const paused = new Set(pauses.map(({ scope }) => scope));
  const served = ({ jobName, queue }: WaitingFact) =>
    live.some(
      (worker) =>
        worker.jobNames.includes(jobName) && (worker.queues === null || worker.queues.includes(queue)),
    );
  // Without any process the workers' check has said so.
  const findings =
    live.length === 0 || paused.has('*')
      ? []
      : waiting
          .filter(({ oldestMs, queue }) => oldestMs > toleranceMs && !paused.has(queue))
          .filter((group) => !served(group))
          .map((group) => unclaimable(group, live));
  return orFine(findings, 'unclaimable_runs', 'every queued run has a live process that can take it');
}

function unclaimable(group: WaitingFact, live: readonly WorkerFact[]): Finding {
  const { jobName, queue, runs, oldestMs } = group;
  const haveJob = live.some((worker) => worker.jobNames.includes(jobName));
  const missing = haveJob ? `serves the queue ${queue}` : 'has this job';
  return problem(
    'unclaimable_runs',
    `${runs} run(s) of ${jobName} wait in the queue ${queue}, for ${ageInWords(oldestMs)}, and no live process ${missing}`,
    haveJob
      ? `start one that serves it: \`infra work --queue ${queue}\``
      : `start one of the host that has it (\`infra work\`), or \`infra runs list queued --job ${jobName}\` and cancel them`,
  );
}

/** Runs whose worker is dead and that nobody took over, and runs that outlived their timeout. */
export function judgeStuck(
  { held, running }: RunFacts,
  timeoutOf: (jobName: string) => number | null,
  anyoneLive: boolean,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (held.total > 0) {
    const named = held.runs.map(({ runId, jobName, workerId }) => `${runId} ${jobName} (worker ${workerId})`);
    const others = held.total > named.length ? ` and ${held.total - named.length} more` : '';
    findings.push(
      problem(
        'stuck_runs',
        `${held.total} run(s) stand as running although their worker is dead: ${named.join(', ')}${others}`,
        anyoneLive
          ? 'the live processes do not rescue: look at their logs, then restart them one by one'
          : 'a live process takes them over: `infra work`',
      ),
    );
  }
  for (const { runId, jobName, runningMs } of running) {
    const timeoutMs = timeoutOf(jobName);
    if (timeoutMs === null || runningMs <= timeoutMs + overTimeMs) continue;
    findings.push(
      problem(
        'stuck_runs',
        `run ${runId} of ${jobName} has run for ${ageInWords(runningMs)}, and its timeout is ${ageInWords(timeoutMs)}`,
        `\`infra runs stop ${runId} --force\``,
      ),
    );
  }
  return orFine(findings, 'stuck_runs', 'every running run has a live worker and is within its timeout');
}

/** Runs that take far longer than their job usually does; those beyond their timeout are told by {@link judgeStuck}. */
export function judgeLong(
  { running }: RunFacts,
  timeoutOf: (jobName: string) => number | null,
): readonly Finding[] {
  const findings = running.flatMap(({ runId, jobName, runningMs, p95Ms }) => {
    const timeoutMs = timeoutOf(jobName);
    if (p95Ms === null || (timeoutMs !== null && runningMs > timeoutMs + overTimeMs)) return [];
    if (runningMs <= Math.max(p95Ms * farBeyond, p95Ms + atLeastMs)) return [];
    return [
      warning(
        'long_runs',
        `run ${runId} of ${jobName} has run for ${ageInWords(runningMs)}; 95 of 100 take ${p95Ms.toFixed(0)} ms at most`,
        `see what it does: \`infra runs logs ${runId}\`; \`infra runs stop ${runId}\` ends it`,
      ),
    ];
  });
  return orFine(findings, 'long_runs', 'no run takes far longer than its job usually does');
}
