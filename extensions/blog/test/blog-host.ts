import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTestContext, createTestDatabase } from '@infra/core/testing';
import {
  type Class,
  type ExtensionDatabase,
  type InjectionToken,
  jobMetadataOf,
  type JobInput,
  type JobOutput,
  type JobResult,
} from '@infra/traits';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { container } from 'tsyringe';
import type { z } from 'zod';
import { configuration } from '../src/configuration.js';
import extension from '../src/extension.js';
import { migrations } from '../src/migrations/index.js';

/** The context of a job with whatever parameters. */
export type AnyTestContext = ReturnType<typeof createTestContext<z.ZodType>>;

/** A run of a job, and what it left in its context. */
export interface BlogRun<Output> {
  readonly result: JobResult<Output>;
  readonly context: AnyTestContext;
}

/** What a test says of a run beside its parameters. */
export interface RunFacts {
  readonly runId?: string;
  readonly checkpoint?: unknown;
  readonly signal?: AbortSignal;
}

interface Runnable<Output> {
  execute(context: unknown): Promise<JobResult<Output>>;
}

/** A host of this extension: a folder and a database of its own. */
export interface BlogHost {
  readonly directory: string;
  readonly db: ExtensionDatabase;
  configure(given: z.input<typeof configuration>): void;
  /** Writes a file below the folder. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Runs a job as the host does: injected, with parameters checked by its schema. */
  run<JobClass extends Class>(
    job: JobClass,
    parameters?: JobInput<JobClass>,
    run?: RunFacts,
  ): Promise<BlogRun<JobOutput<JobClass>>>;
  /** The same, with a context that a test has prepared. */
  runWith<JobClass extends Class>(
    job: JobClass,
    context: AnyTestContext,
  ): Promise<JobResult<JobOutput<JobClass>>>;
  context(): AnyTestContext;
  /** The rows of a query, for looking at what a job left. */
  rows<Row>(query: string): Promise<Row[]>;
  /** A fresh folder and empty tables. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a host with posts in `posts/` and pages in `pages/`. */
export async function openBlogHost(): Promise<BlogHost> {
  const database = await createTestDatabase();
  const pool = new Pool({ ...database.connection, max: 3 });
  // The pool's end does not wait for its connections to close, and dropping the database cuts what is still open.
  pool.on('error', () => {});
  const db: ExtensionDatabase = new Kysely({ dialect: new PostgresDialect({ pool }) });
  await migrate(db);
  const directory = await mkdtemp(join(tmpdir(), 'infra-blog-'));
  let injected = container.createChildContainer();
  const configure = (given: z.input<typeof configuration>) => {
    injected = container.createChildContainer();
    extension.register?.(injected, {
      configuration: configuration.parse(given),
      hostDirectory: directory,
      stateDirectory: join(directory, 'state'),
    });
  };
  const standard = () =>
    configure({ posts: 'posts', collections: [{ name: 'pages', directories: 'pages' }] });
  standard();
  const perform = async <JobClass extends Class>(job: JobClass, context: AnyTestContext) =>
    await (injected.resolve(job as InjectionToken) as Runnable<JobOutput<JobClass>>).execute(context);

  return {
    directory,
    db,
    configure,
    write: async (path, content) => {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    },
    run: async (job, given, run = {}) => {
      const { parameters } = jobMetadataOf(job)?.definition ?? {};
      const context = createTestContext<z.ZodType>({
        ...run,
        db,
        parameters: parameters?.parse(given ?? {}),
      });
      return { result: await perform(job, context), context };
    },
    runWith: perform,
    context: () => createTestContext<z.ZodType>({ db }),
    rows: async <Row>(query: string) => (await sql.raw<Row>(query).execute(db)).rows,
    reset: async () => {
      standard();
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory);
      await sql`truncate blog_documents, blog_imports, blog_import_failures cascade`.execute(db);
    },
    close: async () => {
      await db.destroy();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function migrate(db: ExtensionDatabase): Promise<void> {
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error instanceof Error) throw error;
}
