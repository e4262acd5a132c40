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

  it('fails when every file fails', async () => {
    await host.write('posts/a.md', '---\n');
    expect(await ingest()).toMatchObject({
      success: false,
      message: 'Ingested 0 files (1 failed): posts/a.md: front matter: opened by --- and never closed',
      itemsProcessed: 1,
      itemsFailed: 1,
    });
  });

  it('keeps what it has of a file that has become bad', async () => {
    await host.write('posts/a.md', post('Good'));
    await host.write('posts/b.md', post('Other'));
    await ingest();
    await host.write('posts/a.md', '---\n');
    expect((await ingest()).message).toBe('Ingested 0 files (1 unchanged, 1 failed)');
    expect(await stored()).toMatchObject([{ title: 'Good' }, { title: 'Other' }]);
  });

  it('reads the given directories in place of the configured ones, and leaves the documents of others alone', async () => {
    await host.write('posts/a.md', post('A'));
    await ingest();
    await host.write('imported/one/b.md', post('B'));
    await host.write('imported/two/c.md', post('C'));
    expect(
      (await ingest({ directory: ['imported/one', join(host.directory, 'imported/two')] })).message,
    ).toBe('Ingested 2 files');
    expect((await ingest({ directory: 'imported/one' })).message).toBe('Ingested 0 files (1 unchanged)');
    expect((await stored()).map(({ path }) => path)).toEqual([
      'imported/one/b.md',
      'imported/two/c.md',
      'posts/a.md',
    ]);
    expect((await ingest({ prune: true })).message).toBe('Ingested 0 files (1 unchanged, 2 removed)');
  });

  it('refuses a directory of another collection', async () => {
    await host.write('pages/deep/a.md', post('A'));
    await expect(ingest({ directory: 'pages/deep' })).rejects.toThrow(
      "pages/deep belongs to the collection 'pages'",
    );
  });

  it('gives slugs that stay, and reports who had to take another', async () => {
    await host.write('posts/2023/review.md', post('2023'));
    await host.write('posts/2024/review.md', post('2024'));
    const first = (await ingest()).output;
    expect(first.slug_collisions).toEqual([
      { path: 'posts/2024/review.md', wanted: 'review', slug: 'review-2' },
    ]);
    await host.write('posts/2022/review.md', post('2022'));
    await host.write('posts/2024/review.md', post('2024, changed'));
    await ingest();
    expect((await stored()).map(({ slug }) => slug)).toEqual(['review-3', 'review', 'review-2']);
  });

  it('lets a new file have the slug of a deleted one, and two files swap theirs', async () => {
    await host.write('posts/2024-01-01-a.md', post('A', 'Old'));
    await host.write('posts/x.md', '---\nslug: one\n---\n');
    await host.write('posts/y.md', '---\nslug: two\n---\n');
    await ingest();
    await rm(join(host.directory, 'posts/2024-01-01-a.md'));
    await host.write('posts/2024-01-02-a.md', post('A', 'New'));
    await host.write('posts/x.md', '---\nslug: two\n---\n');
    await host.write('posts/y.md', '---\nslug: one\n---\n');
    expect(await ingest()).toMatchObject({
      message: 'Ingested 3 files (1 removed)',
      output: { slug_collisions: [] },
    });
    expect((await stored()).map(({ path, slug }) => `${path} ${slug}`)).toEqual([
      'posts/2024-01-02-a.md a',
      'posts/x.md two',
      'posts/y.md one',
    ]);
  });

  it('stores tags in their order and replaces them', async () => {
    const tags = () =>
      host.rows<{ label: string }>('select label from blog_document_terms order by taxonomy desc, position');
    await host.write('posts/a.md', '---\ntags: [B, a, b]\ncategory: C\n---\n');
    await ingest();
    expect((await tags()).map(({ label }) => label)).toEqual(['B', 'a', 'C']);
    await host.write('posts/a.md', '---\ntags: a\n---\nText');
    await ingest();
    expect((await tags()).map(({ label }) => label)).toEqual(['a']);
  });

  it('makes every document again when the zone of dates changes', async () => {
    await host.write('posts/2024-01-02-a.md', post('A'));
    const date = async () =>
      (await host.rows<{ at: Date }>('select published_at as at from blog_documents'))[0]?.at;
    await ingest();
    expect(await date()).toEqual(new Date('2024-01-02T00:00:00Z'));
    host.configure({ posts: 'posts', timeZone: 'Asia/Tokyo' });
    expect((await ingest()).message).toBe('Ingested 1 file');
    expect(await date()).toEqual(new Date('2024-01-01T15:00:00Z'));
  });

  it('lets two runs at once have the same result as one', async () => {
    for (let index = 0; index < 30; index += 1)
      await host.write(`posts/${index}/same.md`, post(`Number ${index}`));
    const [one, other] = await Promise.all([ingest(), ingest()]);
    expect([one.success, other.success]).toEqual([true, true]);
    const slugs = (await stored()).map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(30);
    expect((await ingest()).message).toBe('Ingested 0 files (30 unchanged)');
  });

  it('writes a batch as a whole or not at all when the database fails', async () => {
    for (let index = 0; index < 150; index += 1)
      await host.write(`posts/${String(index).padStart(3, '0')}.md`, post(`Number ${index}`));
    await host.rows(`create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
    await host.rows(`create trigger full_disk before insert on blog_documents for each row when (new.path = 'posts/120.md')
      execute function full_disk()`);
    await expect(ingest()).rejects.toThrow(
      'Stopped after 100 of 150 files: could not extend file: No space left on device; the next run goes on from there',
    );
    expect(await stored()).toHaveLength(100);
    await host.rows('drop function full_disk cascade');
    expect((await ingest()).message).toBe('Ingested 50 files (100 unchanged)');
  });

  it('reports the one document that the database refuses, and stores the others', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await host.write(`posts/${name}.md`, post(name));
    await host.rows(`alter table blog_documents add constraint no_d check (title <> 'd')`);
    const result = await ingest();
    await host.rows('alter table blog_documents drop constraint no_d');
    expect(result).toMatchObject({ success: true, message: 'Ingested 4 files (1 failed)' });
    expect(result.output.failures).toEqual([
      { path: 'posts/d.md', reason: expect.stringMatching(/^the database refuses it: .*no_d/) },
    ]);
  });

  it('stops between files when its run is cancelled, and reports how far it is', async () => {
    for (const name of ['a', 'b']) await host.write(`posts/${name}.md`, post(name));
    const { context } = await host.run(BlogContentIngestion);
    expect(context.progressReports.at(-1)).toMatchObject({
      completed: 2,
      total: 2,
      counters: { ingested: 2 },
    });
    await host.write('posts/c.md', post('c'));
    const cancelled = host.context();
    Object.assign(cancelled, { parameters: { prune: false } });
    cancelled.abort();
    await expect(host.runWith(BlogContentIngestion, cancelled)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await stored()).toHaveLength(2);
  });
});
