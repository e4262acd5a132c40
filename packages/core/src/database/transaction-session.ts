import type { CompiledQuery, QueryResult } from 'kysely';
import { InfraError } from '../errors/infra-error.js';
import type { Session } from './database.js';

/** A transaction of Kysely, whatever tables its owner has told it of, on the host's database. */
export interface CallersTransaction {
  readonly isTransaction: boolean;
  executeQuery<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
}

/** What was given as a transaction is none. */
class NoTransactionError extends InfraError {
  readonly code = 'invalid_value';

  constructor() {
    super('`transaction` is not a Kysely transaction', {
      hint: 'give what `db.transaction().execute(async (trx) => …)` passes to its callback',
    });
  }
}

/**
 * Runs our statements inside a caller's transaction: they are committed and rolled back with it. Its connection may
 * read numbers of 64 bits as text.
 * @throws {NoTransactionError}
 */
export async function transactionSession(transaction: CallersTransaction): Promise<Session> {
  if (!transaction.isTransaction) throw new NoTransactionError();
  const { CompiledQuery } = await import('kysely');
  return {
    async query<Row extends object>(statement: { text: string }, values: readonly unknown[] = []) {
      const { rows } = await transaction.executeQuery<Row>(CompiledQuery.raw(statement.text, [...values]));
      return rows;
    },
  };
}
