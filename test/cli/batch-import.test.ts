import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFiles } from '../registry/host-fixture.js';
import { makeBlogHost } from './blog-host.js';
import { ended, type InfraHost } from './infra-host.js';

let host: InfraHost;
let server: Server;
let origin: string;
/** Requests for /slow, which are answered when the test says so. */
const waiting: ServerResponse[] = [];

const post = (title: string) => `---\ntitle: ${title}\n---\n\nSome words.\n`;

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    if (url === '/slow') waiting.push(response);
    else if (url === '/page') answer(response);
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = Array.from({ length: 60 }, (_, index) => `post-${index}`);
  host = await makeBlogHost({
    ...Object.fromEntries(names.map((name) => [`in/${name}.md`, post(name)])),
    'in/few.txt': `post-0.md\r\n# a comment\r\n\r\n./post-0.md\r\nmissing.md\r\n${origin}/page\r\n${origin}/gone?token=abc\r\n`,
    'in/many.txt': [
      ...names.slice(0, 30).map((name) => `${name}.md`),
      `${origin}/slow`,
      ...names.slice(30).map((name) => `${name}.md`),
    ].join('\n'),
  });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await host.remove();
});

function answer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Page</title><p>Text</p>');
}

test('a list of files and pages is imported, and what could not be is tried again later', async () => {
  const { data, code } = await host.artifact('jobs run', ['blog_batch_import', '-p', 'list=in/few.txt']);
  expect(code).toBe(0);
  const [run] = data.jobs_run;
  const runId = run?.run_id ?? '';
  expect(run?.result).toMatchObject({
    message: 'Imported 2 items (2 failed, 1 duplicate)',
    items_processed: 4,
    items_failed: 2,
    output: {
      failures: [
        { item: expect.stringMatching(/in\/missing\.md$/), reason: 'no such file' },
        { item: `${origin}/gone?token=***`, reason: 'the host answers 404' },
      ],
    },
  });
  const { data: logs } = await host.artifact('runs logs', [runId]);
  expect(logs.lines.map(({ text }) => text)).toContain(`${origin}/gone?token=***: the host answers 404`);
  expect(JSON.stringify(logs)).not.toContain('abc');

  await writeFiles(host.directory, { 'in/missing.md': post('Missing') });
  const { data: again } = await host.artifact('jobs run', [
    'blog_batch_import',
    '-p',
    `retry_failed=${runId}`,
  ]);
  expect(again.jobs_run[0]?.result.message).toBe('Imported 1 item (1 failed)');
});

test('a list that is not there is refused, as parameters that cannot be are, and leaves no run behind', async () => {
  const { total } = (await host.artifact('runs list')).data;
  const nowhere = ['blog_batch_import', '-p', 'list=nowhere.txt'];
  for (const verb of [
    ['jobs', 'run'],
    ['runs', 'submit'],
  ])
    expect(await host.failure([...verb, ...nowhere])).toMatchObject({
      code: 'invalid_parameters',
      exitCode: 2,
      message: expect.stringMatching(
        /list: the list \/.*nowhere\.txt cannot be read: no such file on the host /,
      ),
    });
  expect(await host.failure(['runs', 'submit', 'blog_batch_import'])).toMatchObject({
    code: 'invalid_parameters',
    exitCode: 2,
    message: expect.stringContaining('exactly one of `list`, `items` and `retry_failed`'),
  });
  const both = ['-p', 'list=in/few.txt', '-p', 'items=in/post-0.md'];
  expect((await host.failure(['jobs', 'run', 'blog_batch_import', ...both])).exitCode).toBe(2);
  expect((await host.artifact('runs list')).data.total).toBe(total);
});

test('an import that is cancelled in its middle is resumed where it was', async () => {
  const { data: submitted } = await host.artifact('runs submit', [
    'blog_batch_import',
    '-p',
    'list=in/many.txt',
  ]);
  const worker = host.start(['work']);
  await expect.poll(() => waiting.length).toBe(1);
  const progress = async (id: string) => (await host.artifact('runs status', [id])).data.progress;
  await expect.poll(async () => (await progress(submitted.run_id))?.completed).toBe(30);
  await host.artifact('runs cancel', [submitted.run_id]);
  expect((await host.artifact('checkpoints list')).data.checkpoints).toMatchObject([
    { job_name: 'blog_batch_import', run_id: submitted.run_id, status: 'cancelled' },
  ]);

  const { data: again } = await host.artifact('runs retry', [submitted.run_id, '--resume']);
  await expect.poll(() => waiting.length).toBe(2);
  waiting.forEach(answer);
  expect((await host.infra(['runs', 'wait', again.run_id, '--timeout', '100s'])).code).toBe(0);
  worker.kill();
  await ended(worker);
  const { data: run } = await host.artifact('runs status', [again.run_id]);
  expect(run.result).toMatchObject({
    // One of the files is imported already.
    message: 'Imported 60 items (1 unchanged)',
    output: { import: submitted.run_id, items: 61, added: 60, unchanged: 1, failed: 0 },
  });
  expect((await host.artifact('checkpoints list')).data.total).toBe(0);
});
