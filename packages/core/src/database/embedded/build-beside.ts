import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Longer than any build takes: whoever has not finished by then is stuck, and another process builds for itself. */
const patienceMs = 30_000;
const pauseMs = 25;

let builds = 0;

/**
 * Makes a directory that is either not there or complete: built under another name beside, then renamed. Of several processes that
 * do so at once one builds while the others wait for it; should two build after all, the first to finish wins. What a process that
 * was killed left behind is removed.
 *
 * @param build fills the directory that it is given, which only the caller may enter
 * @throws what `build` throws, unless somebody else has made the directory meanwhile
 */
export async function buildBeside(target: string, build: (building: string) => Promise<void>): Promise<void> {
  // The names sort by age, and end with the builder's process id.
  const building = `${target}.building-${Date.now()}-${builds++}-${process.pid}`;
  try {
    await mkdir(building, { mode: 0o700 });
    if (await somebodyElseBuilds(target, building)) return;
    await build(building);
    await rename(building, target);
  } catch (error) {
    if (!(await exists(target))) throw error;
  } finally {
    await rm(building, { recursive: true, force: true }).catch(() => undefined);
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Waits for whoever began before us; false when it is up to us. */
async function somebodyElseBuilds(target: string, own: string): Promise<boolean> {
  const begun = performance.now();
  while (performance.now() - begun < patienceMs) {
    if (await exists(target)) return true;
    const earlier = await earlierBuilds(target, own);
    if (!earlier.some(isAtWork)) {
      await Promise.all(earlier.map((path) => rm(path, { recursive: true, force: true })));
      return false;
    }
    await delay(pauseMs);
  }
  return false;
}

async function earlierBuilds(target: string, own: string): Promise<string[]> {
  const names = await readdir(dirname(target));
  return names
    .filter((name) => name.startsWith(`${basename(target)}.building-`) && name < basename(own))
    .map((name) => join(dirname(target), name));
}

function isAtWork(building: string): boolean {
  try {
    process.kill(Number(building.slice(building.lastIndexOf('-') + 1)), 0);
    return true;
  } catch (error) {
    // It runs, but is not ours to send a signal to.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
