import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { didYouMean } from '../config/nearest-name.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';

/** An extension's package, found but not loaded. */
export interface ResolvedExtension {
  /** As the host's configuration names it. */
  readonly use: string;
  /** The package's folder, symbolic links followed. */
  readonly directory: string;
  readonly version: string | null;
  /** The file that the manifest names. */
  readonly entry: string;
}

/**
 * Finds the package of an extension and reads its manifest, the key `infra` of its package.json. Nothing is loaded, and
 * the package's `exports` are not asked: the manifest is the extension's door.
 * @param use a path that starts with `.` or `/`, relative to the host's directory, or the name of a package that is
 *   installed in a `node_modules` of that directory or of one above it.
 * @throws {ExtensionFaultyError} when there is no such package, or its manifest names no file of it.
 */
export function resolveExtension(use: string, hostDirectory: string): ResolvedExtension {
  const directory = /^[./]/.test(use) ? resolve(hostDirectory, use) : installedPackage(use, hostDirectory);
  const manifest = join(directory, 'package.json');
  const contents = readPackage(use, manifest);
  const entry = resolve(directory, entryOf(use, manifest, contents));
  if (relative(directory, entry).startsWith('..')) {
    throw faulty(use, manifest, `its manifest names ${entry}, outside the package`);
  }
  if (statSync(entry, { throwIfNoEntry: false })?.isFile() !== true) {
    throw faulty(use, entry, 'its manifest names this file, which does not exist; is the extension built?');
  }
  const real = realpathSync(directory);
  const version = typeof contents['version'] === 'string' ? contents['version'] : null;
  return { use, directory: real, version, entry: join(real, relative(directory, entry)) };
}

function installedPackage(name: string, hostDirectory: string): string {
  for (let directory = hostDirectory; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (statSync(join(candidate, 'package.json'), { throwIfNoEntry: false }) !== undefined) return candidate;
    if (directory === dirname(directory)) break;
  }
  throw faulty(
    name,
    hostDirectory,
    'no package of this name is installed for this folder; a path starts with ./',
  );
}

function readPackage(use: string, manifest: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(manifest, 'utf8');
  } catch (error) {
    throw faulty(
      use,
      manifest,
      (error as { code?: string }).code === 'ENOENT' ? 'there is no such file' : String(error),
    );
  }
  try {
    const contents: unknown = JSON.parse(text);
    if (isRecord(contents)) return contents;
  } catch {
    // The sentence below says it.
  }
  throw faulty(use, manifest, 'it is not a JSON object');
}

function entryOf(use: string, manifest: string, contents: Readonly<Record<string, unknown>>): string {
  const infra = contents['infra'];
  if (!isRecord(infra)) {
    throw faulty(
      use,
      manifest,
      'its package.json has no key "infra", as in "infra": { "entry": "./dist/extension.js" }',
    );
  }
  const unknown = Object.keys(infra).find((key) => key !== 'entry');
  if (unknown !== undefined) {
    throw faulty(
      use,
      manifest,
      `its manifest has an unknown key '${unknown}'${didYouMean(unknown, ['entry'])}`,
    );
  }
  if (typeof infra['entry'] !== 'string')
    throw faulty(use, manifest, 'its manifest names no file as "entry"');
  return infra['entry'];
}

function faulty(use: string, file: string, reason: string): ExtensionFaultyError {
  return new ExtensionFaultyError([{ extension: use, file, reason }]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
