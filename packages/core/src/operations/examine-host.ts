import type { Artifact } from '../artifacts/artifact.js';
import type { HealthReport } from '../artifacts/health-report.js';
import { type Finding, healthChecks } from '../health/finding.js';
import { examineCode } from './examine-code.js';
import { examineDatabase } from './examine-database.js';
import { examineDisk } from './examine-disk.js';
import { examineShellRuns } from './examine-shell-runs.js';
import type { Host } from './host.js';

export interface ExamineHostInput {
  /** Opens the host; what it throws is the first finding. */
  readonly open: () => Promise<Host>;
  /** Whether this user's shell runs are looked at, too: findings name their commands. True by default. */
  readonly withShellRuns?: boolean | undefined;
}

/** Looks at everything that can be wrong, and writes, starts and repairs nothing. */
export async function examineHost({
  open,
  withShellRuns = true,
}: ExamineHostInput): Promise<Artifact<HealthReport>> {
  const { host, findings } = await examineCode(open);
  try {
    const further = host === null ? [] : await examineDatabase(host);
    const shell = withShellRuns ? await examineShellRuns() : [];
    return report([...findings, ...further, ...(await examineDisk(host)), ...shell]);
  } finally {
    await host?.close();
  }
}

function report(findings: readonly Finding[]): Artifact<HealthReport> {
  const checks = healthChecks.flatMap((check) => findings.filter((finding) => finding.check === check));
  const countOf = (status: Finding['status']) => checks.filter((check) => check.status === status).length;
  const problems = countOf('problem');
  return {
    data: {
      healthy: problems === 0,
      problems,
      warnings: countOf('warning'),
      checks,
      total: checks.length,
    },
    artifact_type: 'table',
    title: 'Health',
  };
}
