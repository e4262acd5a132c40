import { createTestDatabase } from '@infra/core/testing';
import { DATABASE, jobMetadataOf, RETENTION } from '@infra/traits';
import type {
  Class,
  ExtensionDatabase,
  InjectionToken,
  JobContext,
  JobInput,
  JobOutput,
  JobResult,
  PruneReport,
  Retention,
} from '@infra/traits';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { container } from 'tsyringe';
import type { z } from 'zod';
import { configurationSchema } from '../src/configuration.js';
import extension from '../src/extension.js';
import { maintenanceMigrations } from '../src/migrations/index.js';

/** A host of this extension in a database of its own, whose clock stands still until it is set. */
export interface MaintenanceHost {
  readonly db: ExtensionDatabase;
  /** What the host's retention was asked, and what it answers. */
  readonly retention: RecordingRetention;
  /** The names of the tables in the database. */
  tables(): Promise<string[]>;
  setNow(now: Date): Promise<void>;
  /** Runs a job as the host does: injected, with parameters checked by its schema. */
  run<JobClass extends Class>(
    jobClass: JobClass,
    parameters?: JobInput<JobClass>,
    context?: Partial<Omit<JobContext, 'parameters'>>,
  ): Promise<JobResult<JobOutput<JobClass>>>;
  /** The rows of a query, for looking at what a job left. */
  rows<Row>(query: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Stands for the host's own history, which core tests on its own. */
export class RecordingRetention implements Retention {
  readonly asked: unknown[] = [];
  report: PruneReport = {
    runs: 0,
    logLines: 0,
    skippedOccurrences: 0,
    workers: 0,
    auditEvents: 0,
    idempotencyKeys: 0,
    notifications: 0,
    alerts: 0,
  };

  prune(request: Parameters<Retention['prune']>[0]): Promise<PruneReport> {
    this.asked.push(request);
    return Promise.resolve(this.report);
  }

  pruneLogLines(request: Parameters<Retention['pruneLogLines']>[0]): Promise<number> {
    this.asked.push(request);
    return Promise.resolve(this.report.logLines);
  }
}

/** The moment at which a host's clock stands at first. */
export const noon = new Date('2026-03-02T12:00:00Z');

/** Opens a host: its database has `tables` made by `prepare`, then those of this extension's migrations. */
export async function openMaintenanceHost(
  given: z.input<typeof configurationSchema> = {},
  prepare: readonly string[] = [],
): Promise<MaintenanceHost> {
  const database = await createTestDatabase({ template: 'template0' });
  const pool = new Pool({ ...database.connection, max: 3 });
  // The pool's end does not wait for its connections to close, and dropping the database cuts what is still open.
  pool.on('error', () => {});
  const db = new Kysely<Record<never, never>>({ dialect: new PostgresDialect({ pool }) });
  await setNow(db, noon);
  for (const statement of prepare) await sql.raw(statement).execute(db);
  const configuration = configurationSchema.parse(given);
  await migrate(db, configuration.tables);

  const retention = new RecordingRetention();
  const jobs = container.createChildContainer();
  jobs.register(DATABASE, { useValue: db });
  jobs.register(RETENTION, { useValue: retention });
  extension.register?.(jobs, { configuration, hostDirectory: '/', stateDirectory: '/' });

  return {
    db,
    retention,
    setNow: (now) => setNow(db, now),
    rows: async <Row>(query: string) => (await sql.raw<Row>(query).execute(db)).rows,
    tables: async () =>
      (await db.introspection.getTables())
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('kysely_')),
    run: async (jobClass, parameters, context) => {
      const job = jobs.resolve(jobClass as InjectionToken) as {
        execute(context: JobContext<z.ZodType>): Promise<JobResult<never>>;
      };
      return job.execute(contextOf(db, jobClass, { parameters, ...context }));
    },
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
}

function contextOf(db: ExtensionDatabase, jobClass: Class, given: object): JobContext<z.ZodType> {
  const { name, parameters } = jobMetadataOf(jobClass)?.definition ?? {};
  const context = { parameters: {}, ...given };
  return {
    runId: '1',
    jobName: name ?? '',
    trigger: 'manual',
    attempt: 1,
    scheduledFor: null,
    lastSuccess: null,
    db,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    signal: AbortSignal.any([]),
    cost: { add() {} },
    progress() {},
    checkpoint: { load: async () => null, save: async () => {} },
    ...context,
    parameters: parameters?.parse(context.parameters ?? {}),
  };
}

// Core's migrations create infra_now(); here it stands still.
async function setNow(db: ExtensionDatabase, now: Date): Promise<void> {
  const body = `select timestamptz '${now.toISOString()}'`;
  await sql`
    create or replace function infra_now() returns timestamptz language sql stable parallel safe as ${sql.lit(body)}
  `.execute(db);
}

async function migrate(
  db: ExtensionDatabase,
  tables: z.output<typeof configurationSchema>['tables'],
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...maintenanceMigrations(tables) }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
}
