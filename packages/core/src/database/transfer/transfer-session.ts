import pg from 'pg';
import { clientConfig, type ConnectionSettings } from '../connection-settings.js';
import type { Session } from '../database.js';
import { DatabaseUnreachableError, isConnectionError } from '../database-errors.js';

// How values are written as text, whatever the server's settings: the other side reads them by the same ones. With
// search_path as it is found, for the tables stand where migrations make them.
const settings = [
  `set local datestyle = 'ISO, YMD'`,
  `set local intervalstyle = 'postgres'`,
  `set local timezone = 'UTC'`,
  `set local extra_float_digits = 1`,
  `set local bytea_output = 'hex'`,
  `set local lc_monetary = 'C'`,
  `set local statement_timeout = 0`,
  `set local idle_in_transaction_session_timeout = 0`,
];

/** The transaction of a transfer, for a store that is to write into it. */
export function sessionOf(client: pg.ClientBase): Session {
  return {
    query: async <Row extends object>(
      { text }: { readonly text: string },
      values: readonly unknown[] = [],
    ): Promise<Row[]> => (await client.query<Row>(text, [...values])).rows,
  };
}

/**
 * Runs `work` in one transaction on a connection of its own, for as long as it takes: committed when it resolves, rolled
 * back when it rejects.
 * @throws {DatabaseUnreachableError}
 */
export async function withTransferSession<Result>(
  connection: ConnectionSettings,
  mode: 'read' | 'write',
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(clientConfig(connection, 'infra transfer'));
  // The statement under way is told of a broken connection; between two there is nobody to tell.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(mode === 'read' ? 'begin isolation level repeatable read read only' : 'begin');
    for (const setting of settings) await client.query(setting);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    const where = `'${connection.database}' at ${connection.host}:${connection.port}`;
    throw isConnectionError(error) ? new DatabaseUnreachableError(where, error) : error;
  } finally {
    // A transaction that is open ends with its connection, undone.
    await client.end().catch(() => {});
  }
}
