import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareStateDirectory, StateDirectoryUnusableError, stateDirectory } from './state-directory.js';

describe('stateDirectory', () => {
  const asUser = () => vi.spyOn(process, 'getuid').mockReturnValue(1000);

  it('is INFRA_HOME before everything else', () => {
    expect(stateDirectory({ INFRA_HOME: '/srv/infra', XDG_DATA_HOME: '/data' })).toBe('/srv/infra');
  });

  it('takes a relative INFRA_HOME from the working directory', () => {
    expect(stateDirectory({ INFRA_HOME: 'state' })).toBe(join(process.cwd(), 'state'));
  });

  it.runIf(process.getuid)('is /var/lib/infra for root', () => {
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    expect(stateDirectory({ XDG_DATA_HOME: '/data' })).toBe('/var/lib/infra');
  });

  it.runIf(process.getuid)('is below XDG_DATA_HOME for a user', () => {
    asUser();
    expect(stateDirectory({ XDG_DATA_HOME: '/data' })).toBe('/data/infra');
  });

  it.runIf(process.getuid)(
    'is below the home directory for a user with nothing set, or set to nothing',
    () => {
      asUser();
      const expected = join(homedir(), '.local', 'share', 'infra');
      expect(stateDirectory({})).toBe(expected);
      expect(stateDirectory({ INFRA_HOME: '', XDG_DATA_HOME: '' })).toBe(expected);
    },
  );
});

describe('prepareStateDirectory', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'infra-state-'));
  });
  afterEach(async () => {
    await rm(parent, { recursive: true });
  });

  it('makes the directory and its parents, and lets nobody else read it', async () => {
    const directory = join(parent, 'a', 'b');
    await prepareStateDirectory(directory);
    await prepareStateDirectory(directory);
    const { mode } = await stat(directory);
    expect(mode & 0o066).toBe(0);
  });

  it('refuses a directory with a file in its way, and says which', async () => {
    await writeFile(join(parent, 'file'), '');
    const directory = join(parent, 'file', 'infra');
    const refusal = prepareStateDirectory(directory);
    await expect(refusal).rejects.toThrow(StateDirectoryUnusableError);
    await expect(refusal).rejects.toMatchObject({
      code: 'state_directory_unusable',
      message: expect.stringContaining(directory),
      hint: expect.stringContaining('INFRA_HOME'),
    });
  });

  it.runIf(process.platform === 'linux')(
    'refuses a directory on a file system that cannot be written',
    async () => {
      await expect(prepareStateDirectory('/proc/infra')).rejects.toThrow(StateDirectoryUnusableError);
    },
  );
});
