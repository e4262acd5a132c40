import { rename, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlogHost, openBlogHost } from '../test/blog-host.js';
import { BlogContentIngestion } from './blog-content-ingestion.js';

describe('blog_content_ingestion', () => {
  let host: BlogHost;
  beforeAll(async () => {
    host = await openBlogHost();
  });
  beforeEach(() => host.reset());
  afterAll(() => host.close());

  const post = (title: string, body = 'Some words.') => `---\ntitle: ${title}\n---\n\n${body}\n`;
  const ingest = async (parameters = {}) => (await host.run(BlogContentIngestion, parameters)).result;
  const stored = () =>
    host.rows<{ path: string; slug: string; title: string }>(
      'select path, slug, title from blog_documents order by path',
    );
  /** Row versions: any write of a row changes it. */
  const versions = () => host.rows('select id, xmin, ctid from blog_documents order by id');

  it('ingests new files and writes nothing when it runs again', async () => {
    await host.write('posts/one.md', post('One'));
    await host.write('posts/deep/er/two.markdown', post('Two'));
    expect(await ingest()).toMatchObject({
      success: true,
      message: 'Ingested 2 files',
      itemsProcessed: 2,
      itemsFailed: 0,
    });
    const before = await versions();
    expect(await ingest()).toMatchObject({ message: 'Ingested 0 files (2 unchanged)', itemsProcessed: 2 });
    expect(await versions()).toEqual(before);
  });

  it('notices what changed, moved and went', async () => {
    for (const name of ['kept', 'edited', 'renamed', 'deleted'])
      await host.write(`posts/${name}.md`, post(name));
    await ingest();
    const [{ id } = { id: 0 }] = await host.rows<{ id: number }>(
      `select id from blog_documents where slug = 'renamed'`,
    );
    await host.write('posts/edited.md', post('edited', 'Other words.'));
    await host.write('posts/2024/other.md', '');
    await rename(join(host.directory, 'posts/renamed.md'), join(host.directory, 'posts/2024/other.md'));
    await rm(join(host.directory, 'posts/deleted.md'));

    const result = await ingest();
    expect(result.message).toBe('Ingested 1 file (1 unchanged, 1 moved, 1 removed)');
    expect(result.output).toMatchObject({
      moves: [{ from: 'posts/renamed.md', to: 'posts/2024/other.md' }],
      removed_paths: ['posts/deleted.md'],
    });
    expect((await stored()).map(({ path }) => path)).toEqual([
      'posts/2024/other.md',
      'posts/edited.md',
      'posts/kept.md',
    ]);
    expect(await host.rows(`select id, former_slugs from blog_documents where slug = 'other'`)).toEqual([
      { id, former_slugs: ['renamed'] },
    ]);
  });

  it('takes a file that was only touched for unchanged', async () => {
    await host.write('posts/one.md', post('One'));
    await ingest();
    const updated = () => host.rows('select updated_at from blog_documents');
    const before = await updated();
    await utimes(join(host.directory, 'posts/one.md'), new Date(), new Date(Date.now() + 60_000));
    expect((await ingest()).message).toBe('Ingested 0 files (1 unchanged)');
    expect(await updated()).toEqual(before);
    const noted = await versions();
    expect((await ingest()).message).toBe('Ingested 0 files (1 unchanged)');
    expect(await versions()).toEqual(noted);
  });

  it('finds a change that kept size and time', async () => {
    await host.write('posts/one.md', post('One', 'aaaa'));
    const then = new Date('2024-01-01T00:00:00Z');
    await utimes(join(host.directory, 'posts/one.md'), then, then);
    await ingest();
    await host.write('posts/one.md', post('One', 'bbbb'));
    await utimes(join(host.directory, 'posts/one.md'), then, then);
    expect((await ingest()).message).toBe('Ingested 1 file');
  });

  it('reports each bad file with its reason and ingests the others', async () => {
    await host.write('outside.md', post('Outside'));
    await host.write('posts/good.md', post('Good'));
    await host.write('posts/yaml.md', '---\ntitle: [unclosed\n---\n');
    await host.write('posts/toml.md', '+++\ntitle = \n+++\n');
    await host.write('posts/open.md', '---\ntitle: never closed\n');
    await host.write('posts/latin.md', Buffer.from('caf\xe9', 'latin1'));
    await host.write('posts/date.md', '---\ndate: soon\n---\n');
    await symlink(join(host.directory, 'outside.md'), join(host.directory, 'posts/link.md'));
    await symlink('nowhere.md', join(host.directory, 'posts/dangling.md'));
    await host.write('posts/large.md', Buffer.alloc(50_000_001, 'a'));
    const { result, context } = await host.run(BlogContentIngestion);
    expect(result).toMatchObject({
      success: true,
      message: 'Ingested 1 file (8 failed)',
      itemsProcessed: 9,
      itemsFailed: 8,
    });
    const failures = Object.fromEntries(result.output.failures.map(({ path, reason }) => [path, reason]));
    expect(failures).toEqual({
      'posts/dangling.md': 'a symbolic link to nothing',
      'posts/date.md': 'front matter: date "soon" is not a date',
      'posts/large.md': 'larger than 50 MB (it has 50000001 bytes)',
      'posts/latin.md': 'not UTF-8',
      'posts/link.md': 'a symbolic link out of the directory',
      'posts/open.md': 'front matter: opened by --- and never closed',
      'posts/toml.md': expect.stringMatching(/^front matter, line 2: /),
      'posts/yaml.md': expect.stringMatching(/^front matter, line [23]: /),
    });
    expect(context.lines.filter(({ level }) => level === 'warn')).toHaveLength(8);
    expect(await stored()).toEqual([{ path: 'posts/good.md', slug: 'good', title: 'Good' }]);
  });
});
