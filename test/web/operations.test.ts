import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TestBrowser } from './browser.js';
import { DashboardHost } from './dashboard-host.js';

let dashboard: DashboardHost;
let browser: TestBrowser;

beforeAll(async () => {
  [dashboard, browser] = await Promise.all([DashboardHost.make(), TestBrowser.launch()]);
  await dashboard.start();
});

afterEach(() => browser.closePages());

afterAll(async () => {
  await browser.close();
  await dashboard.remove();
});

test('what runs is shown as it goes on, and is never in neither list', async () => {
  const page = await browser.open(dashboard.url);
  const active = page.getByRole('region', { name: 'Active runs' });
  await page.getByText('Nothing runs at the moment').waitFor();
  const id = await dashboard.submit('sweep_yard', '-p', 'place=the barn', '--subject', 'yard-7');
  await active.getByText(`#${id}`).waitFor();
  await active.getByText('yard-7 · Sweeps every corner of a place').waitFor();
  await dashboard.letPass(1);
  await active.getByText('33% corner 1').waitFor();
  const later = await dashboard.submit('build_index', '--delay', '2h', '--subject', 'archive');
  const queue = page.getByRole('region', { name: 'Scheduled queue' });
  await queue.getByText(`#${later}`).waitFor();
  await queue
    .getByRole('row', { name: `#${later}` })
    .getByText('in 1 h')
    .waitFor();
  await dashboard.letPass(2);
  await dashboard.letPass(3);
  await page.getByText('Nothing runs at the moment').waitFor();
  expect(await active.count()).toBe(0);
});

test('a priced run is approved where it waits, in the name of who did it, and then runs', async () => {
  const id = await dashboard.submit('write_summaries', '-c', 'acme');
  const page = await browser.open(dashboard.url);
  const waiting = page.getByRole('region', { name: /^Waiting for approval/ });
  await waiting.getByText('$3.648').waitFor();
  await waiting.getByText('asks for approval above 1 USD').waitFor();
  await waiting.getByRole('button', { name: `Approve run ${id}` }).click();
  await page.getByText('Approved 1 run', { exact: true }).waitFor();
  await waiting.waitFor({ state: 'detached' });
  await page.goto(`${dashboard.url}/runs/${id}`);
  await page.getByRole('heading', { name: `write_summaries #${id}` }).waitFor();
  await page.locator('.page-header').getByText('Completed').waitFor();
  const { data } = await dashboard.host.artifact('audit', ['--target', id]);
  expect(data.events.map(({ action }) => action)).toContain('run_approved');
});

test('the blog is ingested from the page of a run and watched to its end, without a reload', async () => {
  const first = await dashboard.finished('blog_content_ingestion');
  const page = await browser.open(`${dashboard.url}/runs/${first}`);
  await page.getByText('Ingested 31 files').waitFor();
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.waitForURL((url) => url.pathname !== `/runs/${first}`);
  await page.getByText('Ingested 0 files (31 unchanged)').waitFor();
  await page.locator('.page-header').getByText('Completed').waitFor();
  expect(await page.getByRole('link', { name: `#${first}` }).count()).toBe(1);
});

test('the page says that the server is away, and heals by itself with what happened meanwhile', async () => {
  const page = await browser.open(dashboard.url);
  await page.getByText('Live', { exact: true }).waitFor();
  await dashboard.stop();
  await page.getByText('Reconnecting').waitFor();
  const id = await dashboard.submit('send_digest');
  await dashboard.start();
  await page.getByText('Live', { exact: true }).waitFor();
  await page
    .getByRole('region', { name: /^Failures/ })
    .getByText(`#${id}`)
    .waitFor();
  expect(await page.getByText('Reconnecting').count()).toBe(0);
});
