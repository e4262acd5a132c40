import { corePackage, coreSchemaVersion } from '../database/core-schema.js';
import type { Database } from '../database/database.js';
import { DatabaseUnreachableError, SchemaTooNewError } from '../database/database-errors.js';
import { missingMigrations, readSchemaVersions } from '../database/schema-version.js';
import { type Finding, fine, problem, warning } from '../health/finding.js';
import { HealthStore } from '../health/health-store.js';
import { judgeApprovals } from '../health/judge-approvals.js';
import {
  judgeFailingJobs,
  judgeFailures,
  judgeLimits,
  judgeNotifications,
} from '../health/judge-outcomes.js';
import { judgeLong, judgeStuck, judgeUnclaimable } from '../health/judge-runs.js';
import {
  judgeJobs,
  judgeOverdue,
  judgePauses,
  judgeWorkers,
  liveWorkers,
  toleranceMs,
} from '../health/judge-schedules.js';
import {
  judgeClock,
  judgeConnections,
  judgeTransactions,
  judgeVacuum,
  judgeVersion,
} from '../health/judge-server.js';
import { withExistingDatabase } from './existing-database.js';
import type { Host } from './host.js';

/** The database and everything that is in it; a stopped embedded one stays stopped. */
export async function examineDatabase(host: Host): Promise<readonly Finding[]> {
  return withExistingDatabase(host, 'infra doctor', async (existing) => {
    if (existing.database === null) {
      const message = 'the embedded database does not run, so nothing is scheduled or executed';
      return [warning('database', message, 'a process that needs it starts it: `infra work`')];
    }
    try {
      return await examine(host, existing.database, existing.kind);
    } catch (error) {
      if (!(error instanceof DatabaseUnreachableError)) throw error;
      return [problem('database', error.message, error.hint)];
    }
  });
}

async function examine(host: Host, database: Database, kind: string): Promise<readonly Finding[]> {
  const store = new HealthStore(database);
  const server = await store.server();
  const size = `${(server.sizeBytes / 1e6).toFixed(1)} MB`;
  const schema = await examineSchema(host, database);
  const findings = [
    fine('database', `the ${kind} database ${database.where} answers; it has ${size}`),
    schema,
    judgeVersion(server),
    judgeConnections(server),
    judgeTransactions(server),
    judgeVacuum(server),
  ];
  // What follows reads tables, as they are when every migration is applied.
  if (schema.status !== 'ok') return findings;
  return [
    ...findings,
    judgeClock(await store.clock(() => host.clock.now())),
    ...(await examineWork(host, store)),
  ];
}

async function examineSchema(host: Host, database: Database): Promise<Finding> {
  const known = new Map([
    [corePackage, coreSchemaVersion],
    ...host.registry.extensions.map(({ name, migrations }) => [name, migrations.length] as const),
  ]);
  try {
    const missing = missingMigrations(await readSchemaVersions(database), known);
    if (missing.length === 0) return fine('schema', 'every migration that this program knows is applied');
    const list = missing.map(({ package: name, has, needs }) => `${name} has ${has} of ${needs}`);
    return problem('schema', `migrations are missing: ${list.join(', ')}`, '`infra db migrate`');
  } catch (error) {
    if (error instanceof SchemaTooNewError) return problem('schema', error.message, error.hint);
    throw error;
  }
}

async function examineWork(host: Host, store: HealthStore): Promise<readonly Finding[]> {
  const { leaseMs } = host.settings.worker;
  const { registry, settings } = host;
  const schedules = await store.schedules(toleranceMs);
  const runs = await store.runs(leaseMs + toleranceMs);
  const live = liveWorkers(schedules.workers, leaseMs);
  const timeoutOf = (jobName: string) => registry.find(jobName)?.timeoutMs ?? null;
  return [
    ...judgePauses(schedules.pauses),
    judgeWorkers(schedules, runs, leaseMs),
    judgeOverdue(schedules, leaseMs),
    ...judgeJobs(
      schedules,
      registry.jobs.map(({ name }) => name),
    ),
    ...judgeUnclaimable(runs.waiting, live, schedules.pauses),
    judgeApprovals(runs, settings.approvals.expireAfterMs),
    ...judgeStuck(runs, timeoutOf, live.length > 0),
    ...judgeLong(runs, timeoutOf),
    ...judgeFailingJobs(schedules.failing),
    judgeFailures(runs, settings.alerts.unresolved),
    ...judgeLimits(runs),
    ...judgeNotifications(runs),
  ];
}
