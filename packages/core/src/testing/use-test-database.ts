import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Database } from '../database/database.js';
import type { EmbeddedConnection } from '../database/embedded/embedded-connection.js';
import { RunFixtures } from './run-fixtures.js';
import { planTestDatabase } from './test-database.js';
import { TestTables } from './test-tables.js';
import { openTestDatabase } from './test-schema.js';

/** A database with core's tables, for the tests of a file or of a `describe`. */
export interface UsedDatabase {
  readonly connection: EmbeddedConnection;
  readonly database: Database;
  readonly fixtures: RunFixtures;
  /** One statement, for what a test wants to see or set. */
  readonly query: <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
}

/** Makes a database before the tests and removes it after them; hooks and tests may use it. */
export function useTestDatabase(): UsedDatabase {
  const { connection, create, drop } = planTestDatabase();
  const database = openTestDatabase(connection);
  beforeAll(create);
  afterAll(async () => {
    await database.close();
    await drop();
  });
  return {
    connection,
    database,
    fixtures: new RunFixtures(database),
    query: (text, values) => database.query({ name: '', text }, values),
  };
}

/**
 * The same, but each test begins with it as the migrations have left it, ids and clock included. What an earlier test
 * has started must be over.
 */
export function useEmptyDatabase(): UsedDatabase {
  const used = useTestDatabase();
  let tables: TestTables | null = null;
  beforeEach(async () => {
    if (tables === null) tables = await TestTables.of(used.database);
    else await tables.reset();
  });
  return used;
}
