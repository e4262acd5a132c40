import { createRequire } from 'node:module';
import type { ExtensionDatabase } from '@infra/traits';
import type pg from 'pg';

const requireHere = createRequire(import.meta.url);

/** Kysely that is not there before it is used. */
export interface LazyKysely {
  readonly kysely: ExtensionDatabase;
  /** Ends its connections, if it was used. */
  close(): Promise<void>;
}

/**
 * Kysely on a pool of its own, opened and loaded by the first who does anything with it: it has two hundred files, and
 * neither an injection nor the context of a job that never asks for it is to wait for them.
 */
export function lazyKysely(openPool: () => pg.Pool): LazyKysely {
  let opened: { readonly pool: pg.Pool; readonly kysely: ExtensionDatabase } | null = null;
  const real = (): ExtensionDatabase => {
    if (opened === null) {
      const { Kysely, PostgresDialect } = requireHere('kysely') as typeof import('kysely');
      const pool = openPool();
      opened = { pool, kysely: new Kysely({ dialect: new PostgresDialect({ pool }) }) };
    }
    return opened.kysely;
  };
  const kysely = new Proxy({} as ExtensionDatabase, {
    get(_, key) {
      // Whoever awaits it only asks whether it is a promise.
      if (key === 'then') return undefined;
      const database = real();
      const value: unknown = Reflect.get(database, key, database);
      return typeof value === 'function' ? (value.bind(database) as unknown) : value;
    },
    has: (_, key) => Reflect.has(real(), key),
    getPrototypeOf: () => Object.getPrototypeOf(real()) as object,
  });
  return { kysely, close: async () => opened?.pool.end() };
}
