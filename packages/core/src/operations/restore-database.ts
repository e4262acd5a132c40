import { resolve } from 'node:path';
import type { Artifact } from '../artifacts/artifact.js';
import type { DatabaseTransfer } from '../artifacts/database-transfer.js';
import { migrate } from '../database/migrate.js';
import { readBackup } from '../database/transfer/backup-file.js';
import { loadDatabase, type TransferProgress } from '../database/transfer/load-database.js';
import { sessionOf, withTransferSession } from '../database/transfer/transfer-session.js';
import { assertEmpty, assertUnused } from '../database/transfer/transfer-target.js';
import { AuditStore } from '../jobs/audit-store.js';
import { assertNobodyWorks, transferArtifact } from './copy-database.js';
import type { Host } from './host.js';
import { hostMigrations } from './migrate-database.js';

export interface RestoreDatabaseInput {
  /** A file that a backup wrote; relative to the working directory. */
  readonly file: string;
  /** Replaces what the database holds; without it only an empty one is filled. */
  readonly replace: boolean;
  readonly progress?: TransferProgress | undefined;
}

/**
 * Fills the host's database from a backup, in one transaction: all of it, or nothing.
 * @throws {BackupUnreadableError} @throws {TargetNotEmptyError} @throws {WorkersConnectedError}
 * @throws {SchemasDifferError}
 */
export async function restoreDatabase(
  host: Host,
  input: RestoreDatabaseInput,
): Promise<Artifact<DatabaseTransfer>> {
  const file = resolve(input.file);
  await assertReadable(file);
  const { database } = await host.connect();
  const { settings } = database;
  const hint = 'use an empty database, or `--replace` to give up what is in this one';
  if (!input.replace) await assertEmpty(settings, hint);
  await migrate(database, await hostMigrations(host));
  await assertNobodyWorks(host, database);
  const report = await withTransferSession(settings, 'write', async (client) => {
    if (!input.replace) await assertUnused(client, settings);
    const loaded = await loadDatabase(client, readBackup(file), input.progress ?? (() => {}));
    // After what the backup says of deeds before it: what stood in the database until now is gone with its own.
    await new AuditStore(sessionOf(client)).append({
      actor: host.actor,
      action: 'database_restored',
      target: 'database',
      reason: null,
      details: { file, rows: loaded.rows, replaced: input.replace },
    });
    return loaded;
  });
  return transferArtifact(report, {
    from: file,
    to: `the database ${database.where}`,
    title: 'Database Restored',
    next: 'start the processes again (`infra work`); what was due meanwhile follows `misfire`',
  });
}

/** Reads the header, so that a wrong file is refused before anything is touched. */
async function assertReadable(file: string): Promise<void> {
  for await (const item of readBackup(file)) {
    if (item.kind === 'header') return;
  }
}
