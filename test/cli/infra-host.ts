import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { operations } from '@infra/core';
import { createTestDatabase, type TestDatabase } from '@infra/core/testing';
import { entryCode, extensionFiles, type Files, TemporaryHosts } from '../registry/host-fixture.js';
import { type Environment, runHere } from './run-here.js';

const program = fileURLToPath(new URL('../../packages/cli/bin/infra.js', import.meta.url));
const maintenance = fileURLToPath(new URL('../../extensions/maintenance', import.meta.url));

const { artifactSchemas } = await operations.artifactSchemas();

type Schemas = typeof artifactSchemas;

/** A command that prints an artifact. */
export type CommandName = keyof Schemas;

/** The artifact of a command, how the call ended, and what it said beside it. */
type Printed<Command extends CommandName> = Schemas[Command]['_zod']['output'] &
  Pick<Ended, 'code' | 'stderr'>;

/** How a call of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CallOptions {
  readonly stdin?: string;
  readonly env?: Environment;
  readonly cwd?: string;
  /** Whether the call is a process of its own, where a host's code is loaded anew and nothing may be left open. */
  readonly spawned?: boolean;
}

/** A host in a temporary folder, with a database of its own, whose command line is the built program. */
export class InfraHost {
  readonly directory: string;
  readonly database: TestDatabase;
  readonly #hosts: TemporaryHosts;

  private constructor(directory: string, database: TestDatabase, hosts: TemporaryHosts) {
    this.directory = directory;
    this.database = database;
    this.#hosts = hosts;
  }

  /** @param files beside a configuration that uses the extension `clockwork` and the maintenance extension. */
  static async make(files: Files = {}): Promise<InfraHost> {
    const hosts = new TemporaryHosts();
    const [directory, database] = await Promise.all([
      hosts.make({ ...configurationWith({}), ...clockwork, ...files }),
      createTestDatabase(),
    ]);
    return new InfraHost(directory, database, hosts);
  }

  /** Nothing of the account that runs the tests is read or touched, its shell runs least of all. */
  get #environment() {
    return { DATABASE_URL: this.database.url, INFRA_HOME: join(this.directory, 'state') };
  }

  async remove(): Promise<void> {
    await this.database.drop();
    await this.#hosts.remove();
  }

  /**
   * Runs `infra` with these words and waits for its end: in this process, which takes a tenth of the time, unless the
   * process is the point. `every-command.test.ts` calls each command as a process.
   */
  async infra(words: readonly string[], options: CallOptions = {}): Promise<Ended> {
    if (options.spawned !== true)
      return runHere(words, {
        stdin: options.stdin ?? '',
        cwd: options.cwd ?? this.directory,
        env: { ...this.#environment, ...options.env },
      });
    const child = this.start(words, options);
    // It may have ended before: what it needed it says itself.
    child.stdin.on('error', () => {}).end(options.stdin ?? '');
    return ended(child);
  }

  /** Starts `infra` with these words as a process. */
  start(words: readonly string[], options: CallOptions = {}): ChildProcessWithoutNullStreams {
    const { NODE_OPTIONS: _, NODE_ENV: __, FORCE_COLOR: ___, ...rest } = process.env;
    // Compiled code is kept from one call to the next, as it is for a user.
    const cache = join(homedir(), '.cache');
    const env = { ...rest, XDG_CACHE_HOME: cache, ...this.#environment, ...options.env };
    return spawn(process.execPath, [program, ...words], { cwd: options.cwd ?? this.directory, env });
  }

  /** Runs a command with `--json`, checks what it prints against the schema of the command, and returns it. */
  async artifact<Command extends CommandName>(
    command: Command,
    words: readonly string[] = [],
    options: CallOptions = {},
  ): Promise<Printed<Command>> {
    const { stdout, stderr, code } = await this.infra([...command.split(' '), ...words, '--json'], options);
    if (stdout === '') throw new Error(`infra ${command} ended with ${code}: ${stderr}`);
    const artifact = JSON.parse(stdout) as Schemas[Command]['_zod']['output'];
    // The schema drops what it does not know: equality finds what it does not tell.
    assert.deepEqual(artifactSchemas[command].parse(artifact), artifact);
    return { ...artifact, code, stderr };
  }

  /** Runs a command that must fail, with `--json`, and returns its error. */
  async failure(words: readonly string[], options: CallOptions = {}) {
    const { stdout, stderr, code } = await this.infra([...words, '--json'], options);
    assert.equal(stdout, '');
    const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as {
      error: { code: string; message: string; hint: string | null };
    };
    return { ...error, exitCode: code };
  }
}

/** Waits for the end of a call. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr };
}

/** Waits until a stream of a running call has printed something. */
export function printed(stream: NodeJS.ReadableStream, what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (what.test(seen)) resolve(seen);
    });
    stream.once('end', () => reject(new Error(`the output ended without ${what}: ${seen}`)));
  });
}

/** The configuration of a host, with these words about its jobs. */
export function configurationWith(jobs: Readonly<Record<string, object>>): Files {
  return { 'infra.config.json': JSON.stringify({ extensions: ['./clockwork', maintenance], jobs }) };
}

/** For a host whose worker must find none of its jobs due, whatever the time of day. */
export const unscheduled = configurationWith({ tidy: { schedule: null }, broken: { schedule: null } });

const jobs = `
  const greeting = z.strictObject({ name: z.union([z.string(), z.array(z.string())]), times: z.number().int().min(1).default(1) });

  class Tidy { async execute() { return JobResult.success().withMessage('Tidied 31 files').withStats(31, 2); } }
  Job({ name: 'tidy', description: 'Tidies up', schedule: '0 0 * * * *', tags: ['quick'] })(Tidy);

  class Broken { async execute() { throw new Error('the pipe \\u001b[31mburst'); } }
  Job({ name: 'broken', description: 'Always throws', schedule: '0 */15 * * * *' })(Broken);

  class Greet {
    async execute({ parameters: { name, times } }) {
      return JobResult.success().withMessage(JSON.stringify(name)).withStats(times, 0).withOutput({ name });
    }
  }
  Job({ name: 'greet', description: 'Greets', parameters: greeting, tags: ['quick'] })(Greet);

  class Slow {
    async execute({ signal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return JobResult.failure('stopped');
    }
  }
  Job({ name: 'slow', description: 'Waits until it is stopped' })(Slow);

  let meeting = Promise.withResolvers();
  let present = 0;
  async function meet() {
    if (++present === 2) meeting.resolve();
    await meeting.promise;
    return JobResult.success();
  }
  class Romeo { execute() { return meet(); } }
  Job({ name: 'romeo', description: 'Waits for juliet' })(Romeo);
  class Juliet { execute() { return meet(); } }
  Job({ name: 'juliet', description: 'Waits for romeo' })(Juliet);
`;

const clockwork = extensionFiles('clockwork', {
  'entry.js': entryCode("{ name: 'clockwork', jobs: [Tidy, Broken, Greet, Slow, Romeo, Juliet] }", jobs),
});
