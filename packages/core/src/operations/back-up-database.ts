import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Artifact } from '../artifacts/artifact.js';
import type { DatabaseBackup } from '../artifacts/database-transfer.js';
import { writeBackup } from '../database/transfer/backup-file.js';
import type { TransferProgress } from '../database/transfer/load-database.js';
import { readDatabase } from '../database/transfer/read-database.js';
import type { TransferItem } from '../database/transfer/transfer-item.js';
import { withTransferSession } from '../database/transfer/transfer-session.js';
import type { Host } from './host.js';

export interface BackUpDatabaseInput {
  /** The file to write; relative to the working directory. */
  readonly file: string;
  readonly progress?: TransferProgress | undefined;
}

/**
 * Writes everything in the host's database to a new file, as one moment has it; whoever works goes on.
 * @throws {BackupExistsError}
 */
export async function backUpDatabase(
  host: Host,
  input: BackUpDatabaseInput,
): Promise<Artifact<DatabaseBackup>> {
  const file = resolve(input.file);
  const source = await host.database();
  const told = { tables: 0, rows: 0 };
  await withTransferSession(source.settings, 'read', (client) =>
    writeBackup(file, counted(readDatabase(client), told, input.progress)),
  );
  const { size } = await stat(file);
  return {
    data: {
      file,
      size_bytes: size,
      ...told,
      message: `${told.rows} row(s) of ${told.tables} table(s) are in ${file}; \`infra db restore\` reads it`,
    },
    artifact_type: 'text',
    title: 'Database Backed Up',
  };
}

async function* counted(
  items: AsyncIterable<TransferItem>,
  told: { tables: number; rows: number },
  progress: TransferProgress | undefined,
): AsyncGenerator<TransferItem> {
  let table = '';
  for await (const item of items) {
    if (item.kind === 'table') {
      table = item.name;
      told.tables++;
    }
    if (item.kind === 'rows') {
      told.rows += item.rows.length;
      progress?.(table, told.rows);
    }
    yield item;
  }
}
