import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildBeside } from './build-beside.js';

let parent: string;
let target: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'infra-build-'));
  target = join(parent, 'target');
});
afterEach(async () => {
  await rm(parent, { recursive: true });
});

const writing = (text: string) => async (building: string) => {
  await writeFile(join(building, 'file'), text);
};
const built = () => readFile(join(target, 'file'), 'utf8');

/** A directory as a builder with this process id would be filling it. */
async function buildOf(pid: number, began: number): Promise<void> {
  await mkdir(`${target}.building-${began}-0-${pid}`);
}

it('builds once when several ask at once', async () => {
  let builds = 0;
  const build = async (building: string) => {
    builds += 1;
    await writing('built')(building);
  };
  await Promise.all([1, 2, 3].map(() => buildBeside(target, build)));
  expect(builds).toBe(1);
  expect(await built()).toBe('built');
  expect(await readdir(parent)).toEqual(['target']);
});

it('leaves nothing of a build that failed, and lets the next one try', async () => {
  const failing = buildBeside(target, () => Promise.reject(new Error('no space')));
  await expect(failing).rejects.toThrow('no space');
  expect(await readdir(parent)).toEqual([]);
  await buildBeside(target, writing('second'));
  expect(await built()).toBe('second');
});

it('takes what somebody else has made meanwhile', async () => {
  await buildBeside(target, async (building) => {
    await mkdir(target);
    await writing('theirs')(target);
    await writing('ours')(building);
  });
  expect(await built()).toBe('theirs');
  expect(await readdir(parent)).toEqual(['target']);
});

it('removes what a builder that was killed left behind', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await buildOf(pid, Date.now() - 1000);
  await buildBeside(target, writing('ours'));
  expect(await built()).toBe('ours');
  expect(await readdir(parent)).toEqual(['target']);
});

it('waits for a builder that is at work', async () => {
  await buildOf(process.pid, Date.now() - 1000);
  const waiting = buildBeside(target, () => Promise.reject(new Error('built twice')));
  await mkdir(target);
  await expect(waiting).resolves.toBeUndefined();
});
