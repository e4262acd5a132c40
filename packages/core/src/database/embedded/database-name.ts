import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';

/**
 * The name of a host project's database: the same for every path that leads to the directory, another for every other directory.
 * `project_`, what the directory is called, and 8 hexadecimal digits of the hash of its real path; at most 63 bytes.
 */
export function databaseNameOf(projectDirectory: string): string {
  const path = realPath(projectDirectory);
  const called = basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, 40);
  const digits = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return ['project', called, digits].filter((part) => part !== '').join('_');
}

function realPath(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch {
    return resolve(directory);
  }
}
