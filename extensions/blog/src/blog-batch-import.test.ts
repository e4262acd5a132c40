import { mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type JobInput, jobMetadataOf, verdictOf } from '@infra/traits';
import type { ImportState } from './import/import-state.js';
import { ImportStore } from './store/import-store.js';
import { type BlogHost, openBlogHost, type RunFacts } from '../test/blog-host.js';
import { htmlPage, type PageServer, startPageServer } from '../test/page-server.js';
import { BlogBatchImport } from './blog-batch-import.js';
import { BlogContentIngestion } from './blog-content-ingestion.js';

let host: BlogHost;
let server: PageServer;

beforeAll(async () => {
  [host, server] = await Promise.all([openBlogHost(), startPageServer()]);
});
beforeEach(async () => {
  await host.reset();
  server.reset();
  await mkdir(join(host.directory, 'posts'));
  host.configure({ posts: 'posts', imports: { privateAddresses: true, delay: 1, timeout: '20s' } });
});
afterAll(() => Promise.all([host.close(), server.close()]));

const post = (title: string) => `---\ntitle: ${title}\n---\n\nSome words.\n`;
const run = (parameters: JobInput<typeof BlogBatchImport>, facts: RunFacts = {}) =>
  host.run(BlogBatchImport, parameters, facts);
const stored = () =>
  host.rows<{ path: string; slug: string; title: string }>(
    'select path, slug, title from blog_documents order by path',
  );
const failures = () =>
  host.rows<{ item: string; reason: string; times: number; run_id: string }>(
    'select item, reason, times, run_id::text from blog_import_failures order by item',
  );

/** A list of so many posts, with what stands in each. */
const writePosts = async (count: number) => {
  const names = Array.from({ length: count }, (_, index) => `post-${String(index).padStart(3, '0')}.md`);
  for (const name of names) await host.write(`in/${name}`, post(name));
  await host.write('in/list.txt', names.join('\n'));
};

describe('blog_batch_import', () => {
  it('takes Markdown where it lies, keeps pages as Markdown among the posts, and imports nothing twice', async () => {
    await host.write('in/a.md', post('A'));
    await symlink('a.md', join(host.directory, 'in/same.md'));
    await host.write('in/b.html', htmlPage('B', '<p>Local <b>page</b></p>'));
    await host.write(
      'in/list.txt',
      `# today\r\na.md\r\n\r\nsame.md\r\nb.html\r\n./a.md\r\n${server.origin}/c\r\n${server.origin}/d.md`,
    );
    server.pages['/c'] = htmlPage('C', '<p>See <a href="/x">x</a></p>');
    server.pages['/d.md'] = (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' })
        .end(Buffer.from('# Caf\xe9', 'latin1'));
    const { result } = await run({ list: 'in/list.txt' });
    expect(result).toMatchObject({
      success: true,
      message: 'Imported 4 items (1 unchanged, 1 duplicate)',
      itemsProcessed: 5,
      itemsFailed: 0,
    });
    expect(result.output).toMatchObject({
      import: '1',
      list: null,
      items: 5,
      duplicates: 1,
      added: 4,
      unchanged: 1,
      failures: [],
    });
    const documents = await stored();
    expect(Object.fromEntries(documents.map(({ slug, title }) => [slug, title]))).toEqual({
      a: 'A',
      b: 'B',
      c: 'C',
      d: 'Café',
    });
    const kept = documents.find(({ slug }) => slug === 'c')?.path ?? '';
    expect(kept).toMatch(/^posts\/imported\/127\.0\.0\.1-\d+\/[0-9a-f]{12}\/c\.md$/);
    expect(await readFile(join(host.directory, kept), 'utf8')).toBe(
      `---\ntitle: "C"\nsource: "${server.origin}/c"\n---\n\n# C\n\nSee [x](${server.origin}/x)\n`,
    );

    const before = await host.rows('select id, xmin from blog_documents order by id');
    const again = await run({ list: 'in/list.txt' }, { runId: '2' });
    expect(again.result.message).toBe('Imported 0 items (5 unchanged, 1 duplicate)');
    expect((await host.run(BlogContentIngestion)).result.message).toBe('Ingested 0 files (3 unchanged)');
    expect(await host.rows('select id, xmin from blog_documents order by id')).toEqual(before);
  });

  it('says of each item why it cannot be imported, and imports the others', async () => {
    await host.write('good.md', post('Good'));
    await host.write('bad.md', '---\n');
    await host.write('picture.png', '');
    await host.write('large.html', 'x'.repeat(2000));
    await host.write('pages/.hidden/a.md', post('Hidden'));
    host.configure({
      posts: 'posts',
      collections: [{ name: 'pages', directories: 'pages' }],
      imports: { privateAddresses: true, delay: 1, maxPageSize: 1000, attempts: 1 },
    });
    Object.assign(server.pages, {
      '/robots.txt': (_: unknown, response: ServerResponse) =>
        void response.end('User-agent: *\nDisallow: /forbidden\n'),
      '/pdf': (_: unknown, response: ServerResponse) =>
        void response.writeHead(200, { 'content-type': 'application/pdf' }).end(),
      '/large': 'x'.repeat(2000),
      '/latin': (_: unknown, response: ServerResponse) =>
        void response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end(Buffer.from('caf\xe9', 'latin1')),
      '/empty': '<title>Empty</title>',
      '/broken': (_: unknown, response: ServerResponse) => void response.writeHead(500).end(),
      '/cut': (request: { socket: { destroy(): void } }) => request.socket.destroy(),
    });
    const pages = ['missing', 'pdf', 'large', 'latin', 'empty', 'broken', 'cut', 'forbidden'];
    const { result, context } = await run({
      items: [
        'good.md',
        'bad.md',
        'none.md',
        'pages',
        'picture.png',
        'large.html',
        'pages/.hidden/a.md',
        'ftp://example.org/a',
        'https://me:secret@example.org/',
        ...pages.map((page) =>
          `${server.origin}/${page}?token=abc`.replace(/\?.*$/, page === 'missing' ? '?token=abc' : ''),
        ),
      ],
    });
    expect(result).toMatchObject({
      success: true,
      message: 'Imported 1 item (16 failed)',
      itemsProcessed: 17,
      itemsFailed: 16,
    });
    const short = (item: string) => item.replace(host.directory, '').replace(server.origin, '');
    expect(
      Object.fromEntries(result.output.failures.map(({ item, reason }) => [short(item), reason])),
    ).toEqual({
      '/bad.md': 'front matter: opened by --- and never closed',
      '/none.md': 'no such file',
      '/pages': 'a directory: name its files, or ingest it as a directory',
      '/picture.png': 'neither Markdown nor HTML, by the ending of its name',
      '/large.html': 'larger than 0.001 MB (it has 2000 bytes)',
      '/pages/.hidden/a.md': "the collection 'pages' leaves such files out",
      'ftp://example.org/a': "'ftp' is neither http nor https",
      'https://***@example.org/': 'holds a user name or a password: pages behind a login are not imported',
      '/missing?token=***': 'the host answers 404',
      '/pdf': 'neither HTML nor Markdown: application/pdf',
      '/large': 'larger than 0.001 MB',
      '/latin': 'said to be utf-8, and is not',
      '/empty': 'a page without text',
      '/broken': 'the host answers 500',
      '/cut': 'the connection was cut',
      '/forbidden': 'robots.txt of the host forbids it',
    });
    expect(context.lines.filter(({ level }) => level === 'warn')).toHaveLength(16);
    expect(JSON.stringify([context.lines, result])).not.toMatch(/secret|abc/);
    expect((await stored()).map(({ path }) => path)).toEqual(['good.md']);
  });

  it('fails when all of it fails', async () => {
    const { result } = await run({ items: 'none.md' });
    expect(result).toMatchObject({
      success: false,
      message: expect.stringMatching(/^Imported 0 items \(1 failed\): .*none.md: no such file$/),
    });
  });

  it.each([
    ['posts', undefined],
    ['posts', 'posts'],
    ['posts/away', 'posts/away/imported'],
  ])('keeps no page where its directory %s is missing (directory %s)', async (missing, directory) => {
    host.configure({
      posts: ['posts', 'posts/away'],
      imports: { privateAddresses: true, delay: 1, directory },
    });
    await rm(join(host.directory, missing), { recursive: true, force: true });
    server.pages['/a'] = htmlPage('A');
    expect((await run({ items: `${server.origin}/a` })).result).toMatchObject({
      success: false,
      message: expect.stringMatching(new RegExp(`it cannot be kept: there is no directory .*/${missing}$`)),
    });
    await expect(stat(join(host.directory, missing))).rejects.toThrow('ENOENT');
  });

  it('does nothing with an empty list', async () => {
    await host.write('list.txt', '\n# nothing today\n');
    expect((await run({ list: 'list.txt' })).result).toMatchObject({
      success: true,
      message: 'Imported 0 items',
    });
  });

  it.each([
    ['missing.txt', /the list .*missing\.txt cannot be read: no such file on the host /],
    ['posts', /the list .*posts cannot be read: a directory, not a file/],
    ['latin.txt', /the list .*latin\.txt cannot be read: not UTF-8/],
  ])('refuses the list %s for good', async (list, reason) => {
    await host.write('posts/a.md', post('A'));
    await host.write('latin.txt', Buffer.from('caf\xe9.md', 'latin1'));
    await expect(run({ list })).rejects.toSatisfy(
      (error: Error) => reason.test(error.message) && verdictOf(error)?.kind === 'do_not_retry',
    );
  });

  it.each([
    ['neither list nor items', {}],
    ['both', { list: 'a', items: 'b' }],
    ['no items', { items: [] }],
    ['an item of two lines', { items: 'a\nb' }],
    ['a run that is no number', { retry_failed: 'x' }],
    ['chunks of nothing', { list: 'a', chunk_size: 0 }],
  ])('refuses %s', (_, given) => {
    expect(jobMetadataOf(BlogBatchImport)?.definition.parameters?.safeParse(given).success).toBe(false);
  });
});

describe('a large import', () => {
  it('is tracked, reports how far it is, and keeps its list in a file that only its owner can read', async () => {
    await writePosts(55);
    const items = Array.from({ length: 55 }, (_, index) => `in/post-${String(index).padStart(3, '0')}.md`);
    const { result, context } = await run({ items, chunk_size: 20 });
    expect(result.output).toMatchObject({ items: 55, added: 55 });
    expect(context.progressReports.map(({ completed }) => completed)).toEqual([0, 20, 40, 55]);
    expect(context.savedStates.map((state) => (state as ImportState).position)).toEqual([0, 20, 40, 55]);
    expect(await host.rows('select run_id::int, total, position, added, failed from blog_imports')).toEqual([
      { run_id: 1, total: 55, position: 55, added: 55, failed: 0 },
    ]);
    const lists = join(host.directory, 'state/blog/imports');
    expect(result.output.list).toMatch(/\/state\/blog\/imports\/[0-9a-f-]+\.list$/);
    expect((await stat(lists)).mode & 0o777).toBe(0o700);
    expect(await readdir(lists)).toEqual([]);

    // Ended between the last chunk and its checkpoint: what is recorded counts, and needs no list any more.
    const checkpoint = { ...(await stateAt('1')), position: 40, added: 40 };
    const rest = await run({ items, chunk_size: 20 }, { checkpoint });
    expect(rest.result.output).toMatchObject({ added: 55, unchanged: 0 });
    expect(rest.context.progressReports[0]).toMatchObject({ completed: 55 });
  });

  it('that was interrupted goes on with the chunk it was at, in another run too', async () => {
    await writePosts(60);
    await host.write('in/post-007.md', '---\n');
    const context = host.context();
    const checkpoint = {
      ...context.checkpoint,
      save: async (state: unknown) => {
        await context.checkpoint.save(state);
        // When the next chunk has begun.
        if ((state as ImportState).position > 10) setImmediate(() => context.abort());
      },
    };
    const parameters = jobMetadataOf(BlogBatchImport)?.definition.parameters?.parse({ list: 'in/list.txt' });
    const interrupted = host.runWith(BlogBatchImport, { ...context, parameters, checkpoint });
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });
    const [{ position, id } = { position: 0, id: '' }] = await host.rows<{ position: number; id: string }>(
      'select position, run_id::text as id from blog_imports',
    );
    expect(await stored()).toHaveLength(position - 1);

    const state = await stateAt(id);
    const again = await run({ list: 'in/list.txt' }, { runId: '2', checkpoint: state });
    const { result } = again;
    expect(again.context.progressReports[0]).toMatchObject({
      completed: position,
      total: 60,
      counters: { imported: position - 1, failed: 1 },
    });
    expect(result).toMatchObject({ message: 'Imported 59 items (1 failed)', itemsProcessed: 60 });
    expect(result.output.failures).toMatchObject([{ item: expect.stringMatching(/post-007\.md$/) }]);
    expect(await stored()).toHaveLength(59);
  });

  it('is given up by an attempt that another one has overtaken', async () => {
    await trackedAt('in/list.txt', 10);
    const store = new ImportStore(host.db);
    const chunk = { runId: '1', span: { from: 10, to: 20 }, writes: [], touched: [], failures: [] };
    const record = async () => await store.record({ ...chunk, unchanged: ['a', 'b'] });
    const both = await Promise.allSettled([record(), record()]);
    expect(both.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { name: 'ImportTakenOverError' } },
    ]);
    expect(await host.rows('select position, unchanged from blog_imports')).toEqual([
      { position: 20, unchanged: 2 },
    ]);
  });

  it('is not gone on with when its list is another one', async () => {
    await host.write('in/list.txt', 'a.md');
    await host.write('other.txt', 'a.md');
    await trackedAt('in/list.txt', 10);
    const checkpoint = await stateAt('1');
    await expect(run({ list: 'other.txt' }, { runId: '2', checkpoint })).rejects.toThrow(
      /^import 1 is of the list .*\/in\/list.txt, not of .*\/other.txt: to import another list/,
    );
    await host.write('in/list.txt', 'post-001.md');
    await expect(run({ list: 'in/list.txt' }, { runId: '2', checkpoint })).rejects.toThrow(
      /^the list .*\/in\/list.txt is not the one any more that import 1 began with: put it back/,
    );
  });

  /** An import of a list that run 1 has begun. */
  async function trackedAt(list: string, position: number) {
    const counts = { added: position, changed: 0, unchanged: 0, failed: 0 };
    const tracked = { list: join(host.directory, list), listHash: '0'.repeat(64), total: 55, position };
    await new ImportStore(host.db).track({ id: '1', ...tracked, ...counts }, '1');
  }

  /** The checkpoint as it was saved after the last recorded chunk. */
  async function stateAt(id: string) {
    const [row] = await host.rows<ImportState>(
      `select run_id::text as import, list, list_hash, total, position, added, changed, unchanged, failed from blog_imports where run_id = ${id}`,
    );
    return row;
  }
});

describe('what could not be imported', () => {
  it('is kept until it is imported, and tried again on demand', async () => {
    await run({ items: ['late.md', `${server.origin}/late?token=abc`] }, { runId: '7' });
    const late = `${server.origin}/late?token=abc`;
    expect(await failures()).toEqual([
      { item: join(host.directory, 'late.md'), reason: 'no such file', times: 1, run_id: '7' },
      { item: late, reason: 'the host answers 404', times: 1, run_id: '7' },
    ]);
    await host.write('late.md', post('Late'));
    const again = await run({ retry_failed: '7' }, { runId: '8' });
    expect(again.result).toMatchObject({
      success: true,
      message: 'Imported 1 item (1 failed)',
      itemsProcessed: 2,
    });
    expect(await failures()).toEqual([{ item: late, reason: 'the host answers 404', times: 2, run_id: '8' }]);
    server.pages['/late?token=abc'] = htmlPage('Late page');
    expect((await run({ retry_failed: 'all' }, { runId: '9' })).result.message).toBe('Imported 1 item');
    expect(await failures()).toEqual([]);
    await expect(run({ retry_failed: '8' })).rejects.toThrow(
      'run 8 has left nothing that could not be imported',
    );
    expect((await run({ retry_failed: 'all' })).result.message).toBe('Imported 0 items');
  });
});
