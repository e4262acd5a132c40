import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputDirectory, type OutputFile } from './output-directory.js';

describe('an output directory', () => {
  let top: string;
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'infra-output-'));
  });
  afterEach(() => rm(top, { recursive: true, force: true }));

  const page = (file: string, content = file): OutputFile => ({ file, content });
  const publish = async (...files: OutputFile[]) => {
    const output = await OutputDirectory.open(top);
    await output.put(files);
    const removed = await output.finish();
    await output.close();
    const { written, unchanged, failures } = output;
    return { written, unchanged, removed, failures };
  };
  const read = async (file: string) => await readFile(join(top, file), 'utf8');
  const list = async () =>
    (await readdir(top, { recursive: true }))
      .map(String)
      .filter((file) => file.includes('.'))
      .sort();

  it('writes what is new or differs, and nothing else', async () => {
    expect(await publish(page('a.html'), page('b/c/index.html'))).toMatchObject({ written: 2, unchanged: 0 });
    const { mtimeMs, ino } = await stat(join(top, 'a.html'));
    expect(await publish(page('a.html'), page('b/c/index.html', 'new'))).toMatchObject({
      written: 1,
      unchanged: 1,
    });
    expect(await stat(join(top, 'a.html'))).toMatchObject({ mtimeMs, ino });
    expect(await read('b/c/index.html')).toBe('new');
  });

  it('removes what it wrote and is not wanted any more, with folders that become empty', async () => {
    await publish(page('a/b/index.html'), page('a/index.html'));
    expect(await publish(page('a/index.html'))).toMatchObject({ removed: 1 });
    expect(await list()).toEqual(['.blog-published.json', 'a/index.html']);
    expect((await readdir(join(top, 'a'))).map(String)).toEqual(['index.html']);
  });

  it('touches no file that somebody else wrote', async () => {
    await mkdir(join(top, 'blog'));
    await writeFile(join(top, 'blog/index.html'), 'mine');
    await writeFile(join(top, 'CNAME'), 'example.org');
    expect(await publish(page('blog/index.html'), page('a.html'))).toMatchObject({
      written: 1,
      failures: [
        { path: 'blog/index.html', reason: expect.stringContaining('was not written by publish_content') },
      ],
    });
    await publish();
    expect(await read('blog/index.html')).toBe('mine');
    expect(await read('CNAME')).toBe('example.org');
  });

  it('takes a file of the same content for its own, so that a lost list is no loss', async () => {
    await publish(page('a.html'));
    await rm(join(top, '.blog-published.json'));
    expect(await publish(page('a.html'))).toMatchObject({ written: 0, unchanged: 1, failures: [] });
    expect(await publish(page('a.html', 'new'))).toMatchObject({ written: 1, failures: [] });
  });

  it('copies files and knows them again by size and time', async () => {
    const source = join(top, '..', `${top.split('/').at(-1)}.png`);
    await writeFile(source, 'picture');
    const copy: OutputFile = { file: 'media/a.png', content: { copyOf: source } };
    expect(await publish(copy)).toMatchObject({ written: 1 });
    expect(await publish(copy)).toMatchObject({ written: 0, unchanged: 1 });
    await utimes(source, 1, 1);
    expect(await publish(copy)).toMatchObject({ written: 1 });
    await rm(source);
  });

  it('goes on when one file cannot be put', async () => {
    await mkdir(join(top, 'a.html'));
    await writeFile(join(top, 'folder'), '');
    const result = await publish(page('a.html'), page('folder/index.html'), page('b.html'));
    expect(result.written).toBe(1);
    expect(result.failures.map(({ path }) => path).sort()).toEqual(['a.html', 'folder/index.html']);
  });

  it('leaves nothing of its work behind, and clears what a killed run left an hour ago', async () => {
    await mkdir(join(top, '.blog-work-old'));
    await utimes(join(top, '.blog-work-old'), 1, 1);
    await mkdir(join(top, '.blog-work-young'));
    await publish(page('a.html'));
    expect(await list()).toEqual(['.blog-published.json', '.blog-work-young', 'a.html']);
  });

  it('refuses a list that leads out of the directory', async () => {
    await writeFile(join(top, '.blog-published.json'), '{"files":["../victim"]}');
    await expect(publish(page('a.html'))).rejects.toThrow('.blog-published.json is damaged');
  });

  it('says so when the directory cannot be made', async () => {
    await writeFile(join(top, 'file'), '');
    await expect(OutputDirectory.open(join(top, 'file/site'))).rejects.toThrow(
      /^cannot publish to .*: not a directory$/,
    );
  });
});
