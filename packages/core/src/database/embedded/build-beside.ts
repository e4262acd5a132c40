import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Longer than any build takes. */
const abandonedAfterMs = 3_600_000;

/**
 * Makes a directory that is either not there or complete: built under another name beside, then renamed. Several processes may do
 * so at once; the first to finish wins, and the others' work is removed. So is what a process that was killed left behind.
 *
 * @param build makes and fills the directory that it is given
 * @throws what `build` throws, unless somebody else has made the directory meanwhile
 */
export async function buildBeside(target: string, build: (building: string) => Promise<void>): Promise<void> {
  const prefix = `${target}.building-`;
  await sweepAbandoned(prefix);
  const building = prefix + randomBytes(6).toString('hex');
  try {
    await build(building);
    await rename(building, target);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function sweepAbandoned(prefix: string): Promise<void> {
  for (const name of await readdir(dirname(prefix))) {
    if (!name.startsWith(basename(prefix))) continue;
    const path = join(dirname(prefix), name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}
