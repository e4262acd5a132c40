import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Collection, rootsOf } from '../collections.js';
import { findMarkdownFiles } from './find-markdown-files.js';

describe('findMarkdownFiles', () => {
  let host: string;
  beforeEach(async () => {
    host = await realpath(await mkdtemp(join(tmpdir(), 'infra-find-')));
  });
  afterEach(() => rm(host, { recursive: true, force: true }));

  const collection = (name: string, directories: string[], include: string[] = []): Collection => ({
    name,
    directories,
    include,
    path: name,
    nested: true,
  });
  const write = async (...paths: string[]) => {
    for (const path of paths) {
      await mkdir(dirname(join(host, path)), { recursive: true });
      await writeFile(join(host, path), path);
    }
  };
  const link = async (target: string, path: string) => {
    await mkdir(dirname(join(host, path)), { recursive: true });
    await symlink(target, join(host, path));
  };
  const find = async (mine: Collection, others: Collection[] = [], signal = new AbortController().signal) => {
    const foreign = others.flatMap((other) => rootsOf(other, host));
    const { files, failures, unknown } = await findMarkdownFiles(rootsOf(mine, host), foreign, signal);
    return { paths: files.map(({ path }) => path), failures, unknown, files };
  };

  it('finds Markdown by its endings in any depth, in the order of paths', async () => {
    await write(
      'c/b.md',
      'c/a.MDX',
      'c/deep/er/x.markdown',
      'c/notes.txt',
      'c/md',
      'c/.hidden.md',
      'c/.git/x.md',
    );
    await write('c/node_modules/p/README.md', 'elsewhere/x.md');
    expect((await find(collection('c', ['c']))).paths).toEqual(['c/a.MDX', 'c/b.md', 'c/deep/er/x.markdown']);
  });

  it('says where a file lies and how it looks', async () => {
    await write('c/deep/a.md');
    const [file] = (await find(collection('c', ['c']))).files;
    expect(file).toMatchObject({
      collection: 'c',
      root: 'c',
      path: 'c/deep/a.md',
      relativePath: 'deep/a.md',
      size: 11,
    });
    expect(Math.abs((file?.modifiedUs ?? 0) / 1000 - Date.now())).toBeLessThan(60_000);
  });

  it('takes what the globs of a collection name', async () => {
    await write('c/guides/a.md', 'c/guides/deep/b.md', 'c/x.md');
    expect((await find(collection('c', ['c'], ['guides/**']))).paths).toEqual([
      'c/guides/a.md',
      'c/guides/deep/b.md',
    ]);
    expect((await find(collection('c', ['c'], ['*.md']))).paths).toEqual(['c/x.md']);
  });

  it('gives a file to the collection whose directory is the deeper one', async () => {
    await write('c/a.md', 'c/pages/b.md', 'c/pages/posts/c.md');
    const [all, pages, posts] = [
      collection('all', ['c']),
      collection('pages', ['c/pages']),
      collection('posts', ['c/pages/posts']),
    ];
    expect((await find(all, [pages, posts])).paths).toEqual(['c/a.md']);
    expect((await find(pages, [all, posts])).paths).toEqual(['c/pages/b.md']);
    expect((await find(posts, [all, pages])).paths).toEqual(['c/pages/posts/c.md']);
  });

  it('looks once into a directory that is named twice', async () => {
    await write('c/a.md', 'c/deep/b.md');
    expect((await find(collection('c', ['c', './c/', 'c/deep']))).paths).toEqual(['c/a.md', 'c/deep/b.md']);
  });

  it('reports a directory that cannot be looked at, and says that nothing is known of it', async () => {
    await write('file.md', 'c/a.md');
    const { paths, failures, unknown } = await find(collection('c', ['missing', 'file.md', 'c']));
    expect(paths).toEqual(['c/a.md']);
    expect(failures).toEqual([
      { path: 'missing', reason: 'no such directory' },
      { path: 'file.md', reason: 'not a directory' },
    ]);
    expect(unknown).toEqual(['missing', 'file.md']);
  });

  it('refuses a directory that another collection has', async () => {
    await write('c/a.md');
    expect(await find(collection('mine', ['c']), [collection('theirs', ['c'])])).toMatchObject({
      paths: [],
      failures: [{ path: 'c', reason: "belongs to the collection 'theirs'" }],
    });
  });

  it('follows links that stay inside, once a file', async () => {
    await write('c/a.md', 'c/..data/b.md', 'c/deep/d.md');
    await link('a.md', 'c/same.md');
    await link('..data/b.md', 'c/b.md');
    await link('..data/b.md', 'c/b2.md');
    await link('deep', 'c/loop');
    await link('.', 'c/deep/self');
    expect(await find(collection('c', ['c']))).toMatchObject({
      paths: ['c/a.md', 'c/b.md', 'c/deep/d.md'],
      failures: [],
    });
  });

  it('refuses links that lead out, to nothing, and to themselves', async () => {
    await write('secret.md', 'outside/x.md', 'outside.txt', 'c-sibling/x.md');
    await link('../secret.md', 'c/out.md');
    await link('../outside', 'c/folder');
    await link('../c-sibling/x.md', 'c/sibling.md');
    await link('../outside.txt', 'c/no-markdown.txt');
    await link('nothing.md', 'c/dangling.md');
    await link('circle.md', 'c/circle.md');
    const { paths, failures } = await find(collection('c', ['c']));
    expect(paths).toEqual([]);
    expect(Object.fromEntries(failures.map(({ path, reason }) => [path, reason]))).toEqual({
      'c/out.md': 'a symbolic link out of the directory',
      'c/folder': 'a symbolic link out of the directory',
      'c/sibling.md': 'a symbolic link out of the directory',
      'c/dangling.md': 'a symbolic link to nothing',
      'c/circle.md': 'symbolic links that lead in a circle',
    });
  });

  it('takes a socket for no file, and names a file whose name is no text', async () => {
    await write('c/a.md');
    const socket = createServer().listen(join(host, 'c/socket.md'));
    await once(socket, 'listening');
    await writeFile(
      Buffer.concat([Buffer.from(join(host, 'c/caf')), Buffer.from([0xe9]), Buffer.from('.md')]),
      'x',
    );
    const { paths, failures } = await find(collection('c', ['c']));
    socket.close();
    expect(paths).toEqual(['c/a.md']);
    expect(failures).toEqual(
      expect.arrayContaining([
        { path: 'c/socket.md', reason: 'not a regular file' },
        { path: 'c/caf\uFFFD.md', reason: 'the name of the file is not UTF-8' },
      ]),
    );
  });

  it('stops when its signal is aborted', async () => {
    await write('c/a.md');
    await expect(find(collection('c', ['c']), [], AbortSignal.abort())).rejects.toThrow('aborted');
  });
});
