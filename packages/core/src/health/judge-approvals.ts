import { ageInWords } from './age-in-words.js';
import { type Finding, fine, warning } from './finding.js';
import type { RunFacts } from './health-facts.js';

/** Runs that nobody has approved for so long that half of their time is over: then they are cancelled. */
export function judgeApprovals(
  { approvals: { total, oldest } }: Pick<RunFacts, 'approvals'>,
  expireAfterMs: number,
): Finding {
  if (oldest === null) return fine('approvals', 'no run waits for approval');
  const { runId, jobName, forMs, expiresInMs } = oldest;
  const waiting = `${total} run(s) wait for approval, the oldest (run ${runId} of ${jobName}) for ${ageInWords(forMs)}`;
  if (forMs < expireAfterMs / 2) return fine('approvals', waiting);
  const end = expiresInMs === null ? '' : `; it is cancelled in ${ageInWords(Math.max(0, expiresInMs))}`;
  return warning(
    'approvals',
    `${waiting}${end}`,
    `see them with \`infra runs list pending\`; \`infra runs approve run ${runId}\`, or \`infra runs cancel ${runId}\``,
  );
}
