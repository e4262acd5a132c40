import type { Artifact } from '../artifacts/artifact.js';
import type { DatabaseTransfer } from '../artifacts/database-transfer.js';
import { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { parseDatabaseUrl } from '../database/parse-database-url.js';
import {
  loadDatabase,
  type TransferProgress,
  type TransferReport,
} from '../database/transfer/load-database.js';
import { readDatabase } from '../database/transfer/read-database.js';
import { WorkersConnectedError } from '../database/transfer/transfer-errors.js';
import { sessionOf, withTransferSession } from '../database/transfer/transfer-session.js';
import { assertEmpty, assertUnused } from '../database/transfer/transfer-target.js';
import { AuditStore } from '../jobs/audit-store.js';
import { liveWorkers } from '../runs/workers/live-workers.js';
import type { Host } from './host.js';
import { hostMigrations } from './migrate-database.js';

export interface CopyDatabaseInput {
  /** URL of the database that is to hold everything from now on. */
  readonly to: string;
  readonly progress?: TransferProgress | undefined;
}

/**
 * Copies everything from the host's database into an empty one: migrated in the same way, filled in one transaction
 * from one snapshot, and counted before it counts.
 * @throws {InvalidDatabaseUrlError} @throws {WorkersConnectedError} @throws {TargetNotEmptyError}
 * @throws {DatabaseUnreachableError}
 */
export async function copyDatabase(
  host: Host,
  input: CopyDatabaseInput,
): Promise<Artifact<DatabaseTransfer>> {
  const connection = parseDatabaseUrl(input.to);
  const source = await host.database();
  await assertNobodyWorks(host, source);
  await assertEmpty(connection, 'give an empty database: `createdb` makes one');
  const { preparedStatements } = host.settings.database;
  const options = { preparedStatements, poolSize: 2, listen: false, applicationName: 'infra db copy' };
  const target = new Database(connection, options);
  try {
    await migrate(target, await hostMigrations(host));
    const report = await withTransferSession(source.settings, 'read', (from) =>
      withTransferSession(connection, 'write', async (into) => {
        await assertUnused(into, connection);
        const loaded = await loadDatabase(into, readDatabase(from), input.progress ?? (() => {}));
        await new AuditStore(sessionOf(into)).append({
          actor: host.actor,
          action: 'database_copied',
          target: 'database',
          reason: null,
          details: { from: source.where, rows: loaded.rows },
        });
        // Who came meanwhile has done what the snapshot does not show.
        await assertNobodyWorks(host, source);
        return loaded;
      }),
    );
    return transferArtifact(report, {
      from: `the database ${source.where}`,
      to: `the database ${target.where}`,
      title: 'Database Copied',
      next: 'set DATABASE_URL or `database.url` to it; the old one is as it was',
    });
  } finally {
    await target.close();
  }
}

/** @throws {WorkersConnectedError} */
export async function assertNobodyWorks(host: Host, database: Database): Promise<void> {
  const live = await liveWorkers(database, host.settings.worker.leaseMs);
  if (live.length > 0) throw new WorkersConnectedError(database.where, live);
}

/** Says what a transfer brought. */
export function transferArtifact(
  { tables, rows, leftOut }: TransferReport,
  words: { readonly from: string; readonly to: string; readonly title: string; readonly next: string },
): Artifact<DatabaseTransfer> {
  const missing =
    leftOut.length === 0
      ? ''
      : `. Left out, for no extension of this host brings them: ${leftOut.join(', ')} (pg_dump copies them)`;
  return {
    data: {
      from: words.from,
      to: words.to,
      tables: tables.length,
      rows,
      left_out: [...leftOut],
      message: `${rows} row(s) of ${tables.length} table(s) are in ${words.to} now: ${words.next}${missing}`,
    },
    artifact_type: 'text',
    title: words.title,
  };
}
