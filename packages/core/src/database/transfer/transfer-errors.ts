import { InfraError } from '../../errors/infra-error.js';

/** The database that is to be filled has rows already. */
export class TargetNotEmptyError extends InfraError {
  override readonly code = 'operation_failed';

  constructor(where: string, tables: readonly string[], hint: string) {
    const shown = tables.slice(0, 3).join(', ') + (tables.length > 3 ? ', …' : '');
    super(`the database ${where} is not empty: there are rows in ${shown}`, { hint });
  }
}

/** Somebody works with the database. */
export class WorkersConnectedError extends InfraError {
  override readonly code = 'operation_failed';

  constructor(where: string, workers: readonly string[]) {
    super(`the database ${where} is at work: live worker processes are ${workers.join(', ')}`, {
      hint: 'stop them first (SIGTERM): what they did meanwhile would be missing',
    });
  }
}

/** The two sides do not have the same tables. */
export class SchemasDifferError extends InfraError {
  override readonly code = 'operation_failed';

  constructor(packageName: string, from: number, to: number) {
    super(`${packageName} has ${from} migration(s) at the source and ${to} at the target`, {
      hint: 'use the version of the program that the source was made with, and upgrade afterwards',
    });
  }
}

/** What arrived is not what was sent; nothing of it is kept. */
export class TransferIncompleteError extends InfraError {
  override readonly code = 'operation_failed';
}

/** A file that is no backup, or not a whole one. */
export class BackupUnreadableError extends InfraError {
  override readonly code = 'invalid_value';

  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file} cannot be used as a backup: ${reason}`, {
      hint: 'give a file that `infra db backup` wrote',
      cause,
    });
  }
}
