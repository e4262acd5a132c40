import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestRuntime, type TestRuntime } from '@infra/core/testing';
import type { Class, JobInput, JobOutput } from '@infra/traits';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { configuration } from '../src/configuration.js';
import extension from '../src/extension.js';

/** A host of this extension, with a folder and a database of its own. */
export class KnowledgeHost implements AsyncDisposable {
  readonly directory: string;
  readonly runtime: TestRuntime;

  private constructor(directory: string, runtime: TestRuntime) {
    this.directory = directory;
    this.runtime = runtime;
  }

  static async open(given: z.input<typeof configuration>): Promise<KnowledgeHost> {
    const directory = await mkdtemp(join(tmpdir(), 'infra-knowledge-'));
    const runtime = await createTestRuntime({
      extensions: [{ use: extension, configuration: given }],
      directory,
      patience: '30s',
    });
    return new KnowledgeHost(directory, runtime);
  }

  /** Runs a job to its end, which must be a success, and gives its output. */
  async output<JobClass extends Class>(
    job: JobClass,
    parameters: JobInput<JobClass>,
  ): Promise<JobOutput<JobClass>> {
    const run = await this.runtime.run(job, ...([parameters] as never));
    if (run.status !== 'completed') throw new Error(`${run.jobName}: ${JSON.stringify(run.error)}`);
    return run.result?.output as JobOutput<JobClass>;
  }

  /** The rows of a query, for looking at what a job left. */
  async rows<Row>(query: string): Promise<Row[]> {
    return (await sql.raw<Row>(query).execute(await this.runtime.db())).rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true, force: true });
  }
}
