import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutputDirectory } from './output-directory.js';

const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const real = await importOriginal();
  const writeFile: typeof real.writeFile = async (path, content, options) => {
    await real.writeFile(path, disk.isFull ? 'ha' : content, options);
    if (disk.isFull)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  return { ...real, writeFile };
});

describe('an output directory on a full disk', () => {
  let top: string;
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'infra-output-'));
  });
  afterEach(async () => {
    disk.isFull = false;
    await rm(top, { recursive: true, force: true });
  });

  it('stops with a clear error and leaves every file whole', async () => {
    const before = await OutputDirectory.open(top);
    await before.put([{ file: 'a.html', content: 'old text' }]);
    await before.close();
    disk.isFull = true;
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
