import { createRuntime, type Runtime } from '@infra/core';
import { createTestDatabase } from '@infra/core/testing';
import { extensionFiles, TemporaryHosts } from '../registry/host-fixture.js';

const greeter = `
  import { injectable } from '@infra/traits';

  @injectable()
  export class Greeter {
    greet(to: string): string { return 'hello ' + to; }
  }`;

const jobs = `
  import { Job, type JobContext, JobResult } from '@infra/traits';
  import { z } from 'zod';
  import { Greeter } from './greeter.js';

  enum Word { Own = 'own' }
  const parameters = z.strictObject({ to: z.string() });

  @Job({ name: 'greet_typed', parameters, isolation: 'process' })
  export class GreetTyped {
    constructor(private readonly greeter: Greeter) {}

    async execute(context: JobContext<typeof parameters>): Promise<JobResult> {
      const output = { text: this.greeter.greet(context.parameters.to), [Word.Own]: process.send !== undefined };
      return JobResult.success().withOutput(output);
    }
  }

  @Job({ name: 'fail_typed', isolation: 'process' })
  export class FailTyped {
    async execute(): Promise<JobResult> {
      throw new Error('no');
    }
  }`;

/** A host whose configuration and extension are TypeScript that nobody has built: decorators, an enum, injected types. */
export class TypedHost {
  readonly runtime: Runtime;
  readonly #close: () => Promise<void>;

  static async start(): Promise<TypedHost> {
    const hosts = new TemporaryHosts();
    const database = await createTestDatabase();
    const cwd = await hosts.make({
      'infra.config.ts': "const extensions: string[] = ['./typed'];\nexport default { extensions };",
      ...extensionFiles(
        'typed',
        {
          'extension.ts': `
            import { defineExtension } from '@infra/traits';
            import { FailTyped, GreetTyped } from './jobs.js';
            export default defineExtension({ name: 'typed', jobs: [GreetTyped, FailTyped] });`,
          'jobs.ts': jobs,
          'greeter.ts': greeter,
        },
        './extension.ts',
      ),
    });
    const runtime = await createRuntime({ cwd, databaseUrl: database.url });
    await runtime.start();
    return new TypedHost(runtime, async () => {
      await runtime.stop(0);
      await database.drop();
      await hosts.remove();
    });
  }

  private constructor(runtime: Runtime, close: () => Promise<void>) {
    this.runtime = runtime;
    this.#close = close;
  }

  close(): Promise<void> {
    return this.#close();
  }
}
