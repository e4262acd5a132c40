import type { ExtensionDatabase } from '@infra/traits';
import pg from 'pg';
import { type ConnectionSettings, clientConfig } from './connection-settings.js';
import { DatabaseUnreachableError, isConnectionError } from './database-errors.js';
import { type HintChannel, hintPayload, Hints } from './hints.js';
import { type LazyKysely, lazyKysely } from './lazy-kysely.js';

export interface DatabaseOptions {
  /** False where a pooler such as PgBouncer before 1.21 knows no named statements. */
  readonly preparedStatements: boolean;
  /** Connections at most, and as many again for what jobs do with the database. */
  readonly poolSize: number;
  /** False where a pooler knows no LISTEN: hints are neither sent nor heard. True by default. */
  readonly listen?: boolean;
  /** Shown by pg_stat_activity. */
  readonly applicationName: string;
  /** Milliseconds after which a statement that has not answered counts as a broken connection; 30 s by default. */
  readonly answerMs?: number;
}

/** A statement with a name of its own, prepared once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** True for one that may take as long as it needs, because it works through history. */
  readonly patient?: boolean;
}

/** Runs statements: the database itself, or a transaction of it. */
export interface Session {
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * A connection is kept that long without work: a new one costs a handshake, and every statement on it is planned afresh,
 * which a tick that needs a second connection would wait for.
 */
const idleTimeoutMillis = 10 * 60_000;

const int8 = 20;
const timestamptz = 1184;

// Set per client and not with pg.types.setTypeParser, which would change the host application's own pools too.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    // Run ids and counters stay far below 2^53.
    if (oid === int8 && format !== 'binary') return Number;
    const parser = pg.types.getTypeParser(oid, format) as (value: string) => unknown;
    return oid === timestamptz && format !== 'binary' ? parsingOnce(parser) : parser;
  },
};

/** Many rows of an answer have one moment in common, and to read it takes a regular expression: each gets a copy. */
function parsingOnce(parser: (text: string) => unknown): (text: string) => unknown {
  let last = '';
  let moment: unknown = null;
  return (text) => {
    if (text !== last) {
      moment = parser(text);
      last = text;
    }
    // `infinity` is read as a number.
    return moment instanceof Date ? new Date(moment) : moment;
  };
}

// A statement of its own, after the commit of what it tells of: NOTIFY inside a commit would queue the commits.
// It need not outlive a crash, so its commit waits for no disk.
const hint: Statement = {
  name: 'hint',
  text: `select pg_notify($1, $2), set_config('synchronous_commit', 'off', true)`,
};

/** Longer than any statement: the driver's timer takes no infinity. */
const noLimitMs = 2 ** 31 - 1;

/** One host's database: the only door to it. */
export class Database implements Session {
  readonly settings: ConnectionSettings;
  /** What processes tell each other early. */
  readonly hints: Hints;
  readonly #options: DatabaseOptions;
  readonly #pool: pg.Pool;
  /** One connection each. */
  readonly #aside: pg.Pool[] = [];
  /** The jobs' own connections: a job that takes all it can get must not hold up the engine. */
  readonly #jobs: LazyKysely;

  constructor(settings: ConnectionSettings, options: DatabaseOptions) {
    this.settings = settings;
    this.#options = options;
    this.hints = new Hints(
      (channel, text) => this.query(hint, [channel, text]),
      settings,
      options.listen ?? true,
    );
    this.#jobs = lazyKysely(() => openPool(settings, options));
    this.#pool = this.#openPool(options.poolSize);
  }

  /** Whether statements have names. */
  get preparedStatements(): boolean {
    return this.#options.preparedStatements;
  }

  /** The database for people: never with the password. */
  get where(): string {
    return `'${this.settings.database}' at ${this.settings.host}:${this.settings.port}`;
  }

  /** @throws {DatabaseUnreachableError} when there is no connection; other errors are the driver's own. */
  query<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#ask<Row>(this.#pool, statement, values);
  }

  /**
   * A session with one connection of its own, opened when it is first used and closed with this database. Its statements
   * wait for no others, and are planned on it alone: what has to be quick once a second would otherwise take turns on
   * several connections, and be planned on each.
   */
  aside(): Session {
    const pool = this.#openPool(1);
    this.#aside.push(pool);
    return { query: (statement, values = []) => this.#ask(pool, statement, values) };
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw isConnectionError(error) ? new DatabaseUnreachableError(this.where, error) : error;
    });
    let broken = false;
    try {
      // A process that stops half way must not keep its rows for ever.
      await client.query("begin; set local idle_in_transaction_session_timeout = '10s'");
      const result = await work({
        query: (statement, values = []) => this.#run(client, statement, values),
      });
      await client.query('commit');
      return result;
    } catch (error) {
      if (isConnectionError(error)) {
        broken = true;
        throw new DatabaseUnreachableError(this.where, error);
      }
      await client.query('rollback').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Kysely on connections of its own, for extensions and migrations; loaded when it is first used. */
  kysely(): ExtensionDatabase {
    return this.#jobs.kysely;
  }

  /** Tells others of these items when the transaction of this session commits; never when it is rolled back. */
  async hintWith(session: Session, channel: HintChannel, items: readonly string[]): Promise<void> {
    if (this.#options.listen ?? true) await session.query(hint, [channel, hintPayload(items)]);
  }

  async close(): Promise<void> {
    await this.hints.close();
    await Promise.all([this.#pool, ...this.#aside].map((pool) => pool.end()).concat(this.#jobs.close()));
  }

  #openPool(poolSize: number): pg.Pool {
    // A connection can stay half-open for hours; nothing of the engine may wait for it.
    const more = { query_timeout: this.#options.answerMs ?? 30_000 };
    return openPool(this.settings, { ...this.#options, poolSize }, more);
  }

  async #ask<Row extends object>(
    pool: pg.Pool,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    try {
      return await this.#run<Row>(pool, statement, values);
    } catch (error) {
      throw isConnectionError(error) ? new DatabaseUnreachableError(this.where, error) : error;
    }
  }

  async #run<Row extends object>(
    on: pg.Pool | pg.PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ) {
    const { rows } = await on.query<Row>({
      ...(this.#options.preparedStatements ? { name: statement.name } : {}),
      ...(statement.patient === true ? { query_timeout: noLimitMs } : {}),
      text: statement.text,
      values: values as unknown[],
    });
    return rows;
  }
}

function openPool(settings: ConnectionSettings, options: DatabaseOptions, more: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(settings, options.applicationName),
    types,
    max: options.poolSize,
    idleTimeoutMillis,
    allowExitOnIdle: true,
    ...more,
  });
  // An idle connection that breaks is dropped by the pool; the next statement opens another or says what is wrong.
  pool.on('error', () => {});
  // The pool listens only while a connection is idle; one that breaks between two statements of a transaction would
  // otherwise be an uncaught error and end the host's process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
