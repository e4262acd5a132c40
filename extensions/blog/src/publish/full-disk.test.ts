import disk, { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutputDirectory } from './output-directory.js';

/** From now on the disk takes two bytes of a file and no more. */
function fillDisk(): void {
  const { writeFile } = disk;
  vi.spyOn(disk, 'writeFile').mockImplementation(async (path, _, options) => {
    await writeFile(path, 'ha', options);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  // Whoever imports the function by its name sees this one.
  syncBuiltinESMExports();
}

describe('an output directory on a full disk', () => {
  let top: string;
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'infra-output-'));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    await rm(top, { recursive: true, force: true });
  });

  it('stops with a clear error and leaves every file whole', async () => {
    const before = await OutputDirectory.open(top);
    await before.put([{ file: 'a.html', content: 'old text' }]);
    await before.close();
    fillDisk();
    const output = await OutputDirectory.open(top);
    const put = output.put([
      { file: 'a.html', content: 'new text' },
      { file: 'b.html', content: 'more text' },
    ]);
    await expect(put).rejects.toThrow(`cannot publish to ${top}: the disk is full`);
    await output.close();
    expect((await readdir(top)).sort()).toEqual(['.blog-published.json', 'a.html']);
    expect(await readFile(join(top, 'a.html'), 'utf8')).toBe('old text');
  });
});
