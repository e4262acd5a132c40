import { migrationsOf } from '@infra/traits';
import type { Artifact } from '../artifacts/artifact.js';
import type { MigrationReport } from '../artifacts/migration-report.js';
import { type ExtensionMigrations, migrate } from '../database/migrate.js';
import { AuditStore } from '../jobs/audit-store.js';
import { syncJobs } from '../jobs/sync-jobs.js';
import type { Host } from './host.js';

/** Brings the schema up to what this program knows and writes its jobs into it. */
export async function migrateDatabase(host: Host): Promise<Artifact<MigrationReport>> {
  const { database } = await host.connect();
  const applied = await migrate(database, await hostMigrations(host));
  if (applied.length > 0) {
    await new AuditStore(database).append({
      actor: host.actor,
      action: 'database_migrated',
      target: 'database',
      reason: null,
      details: { applied: applied.map((each) => `${each.package} ${each.migration}`) },
    });
  }
  const pinged = new Set(Object.keys(host.settings.alerts.pings));
  await syncJobs(database, host.registry.jobs, () => {}, pinged);
  return {
    data: {
      applied,
      total: applied.length,
      message: applied.length === 0 ? 'The database is up to date' : `Applied ${applied.length} migration(s)`,
    },
    artifact_type: 'table',
    title: 'Database Migration',
  };
}

/** The migrations of the host's extensions, in the order of their `dependsOn`. */
export async function hostMigrations(host: Pick<Host, 'registry'>): Promise<ExtensionMigrations[]> {
  const extensions = await host.registry.loadExtensions();
  return extensions.map(({ extension, configuration }) => ({
    name: extension.name,
    migrations: migrationsOf(extension, configuration),
  }));
}
