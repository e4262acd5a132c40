import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { contrastFaults, lookAt, seriousFaults, TestBrowser } from './browser.js';
import { DashboardHost } from './dashboard-host.js';

/** Where pictures of the pages go; none are taken without it. */
const pictures = process.env['INFRA_SCREENSHOTS'];

let dashboard: DashboardHost;
let browser: TestBrowser;
let link: string;
/** Where the link led to. */
let arrived: string;

beforeAll(async () => {
  [dashboard, browser] = await Promise.all([
    DashboardHost.make({ schedules: pictures !== undefined }),
    TestBrowser.launch(),
  ]);
  link = await dashboard.startWithLogin();
  if (pictures !== undefined) {
    await mkdir(pictures, { recursive: true });
    // Before anybody asks for the throughput, which is counted once in a while.
    await dashboard.pretendPast();
  }
  const page = await browser.open(link);
  await page.getByRole('heading', { name: 'Operations' }).waitFor();
  arrived = page.url();
});

afterEach(() => browser.leave());

afterAll(async () => {
  await browser.close();
  await dashboard.remove();
});

test('the link that let one browser in lets no other in, and is kept by no history or bookmark', async () => {
  expect(arrived).toBe(`${dashboard.url}/`);
  const page = await browser.openAsStranger(link);
  await page.getByText('this token or link is unknown, used up or expired').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await picture(page, 'login-light');
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
  // From now on nobody is asked for that client.
  await page.getByRole('link', { name: 'Approvals', exact: true }).click();
  await page.getByRole('button', { name: 'Set a rule' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a rule' });
  await dialog.getByLabel('Runs of').selectOption('write_summaries');
  await dialog.getByLabel('For the client').fill('acme');
  await dialog.getByLabel('They').selectOption('are approved up to an amount');
  await dialog.getByLabel('Reason (optional)').fill('they pay');
  await page.keyboard.press('Enter');
  await dialog.getByText('is an amount such as 5 or 0.25').waitFor();
  await dialog.getByLabel('Amount in USD').fill('20');
  await page.keyboard.press('Enter');
  const rule = page.getByRole('row', { name: /for acme/ });
  await rule.getByText('Approved up to $20.00').waitFor();
  const policy = await dashboard.host.artifact('config auto-approve', ['--client', 'acme']);
  expect(policy.data.rules).toContainEqual(expect.objectContaining({ amount: 20, reason: 'they pay' }));
  await rule.getByRole('button', { name: 'Remove the rule of write_summaries for acme' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await rule.waitFor({ state: 'detached' });
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
  await dashboard.startWithLogin();
  await page.getByText('Live', { exact: true }).waitFor();
  await page
    .getByRole('region', { name: /^Failures/ })
    .getByText(`#${id}`)
    .waitFor();
  expect(await page.getByText('Reconnecting').count()).toBe(0);
});

/** Runs of every kind; returns the pages that show them, each with its heading. */
async function pagesWithRuns(): Promise<[name: string, path: string, heading: string][]> {
  await Promise.all([dashboard.letPass(1), dashboard.letPass(2)]);
  const failed = await dashboard.finished('send_digest', '-c', 'newsletter');
  const running = await dashboard.submit('sweep_yard', '-p', 'steps=4', '--subject', 'yard-7', '-c', 'acme');
  const priced = await dashboard.submit('write_summaries', '-p', 'steps=2', '-c', 'acme');
  const combined = await dashboard.finished('rebuild_site', '--subject', 'site');
  await dashboard.submit('build_index', '--delay', '2h', '-c', 'acme');
  const failures = await dashboard.host.artifact('failures list', ['--grouped']);
  const [kind] = failures.data.groups;
  return [
    ['operations', '/', 'Operations'],
    ['runs', '/runs', 'Runs'],
    ['run-failed', `/runs/${failed}`, `#${failed}`],
    ['run-running', `/runs/${running}`, `#${running}`],
    ['run-priced', `/runs/${priced}`, `#${priced}`],
    ['run-combined', `/runs/${combined}`, `#${combined}`],
    ['jobs', '/jobs', 'Jobs'],
    ['job', '/jobs/build_index', 'build_index'],
    ['job-run', '/jobs/sweep_yard?run=now', 'sweep_yard'],
    ['approvals', '/approvals', 'Approvals'],
    ['failures', '/failures', 'Failures'],
    ['failures-of-a-kind', `/failures/${kind?.fingerprint ?? ''}`, kind?.error.message ?? ''],
    ['builder', '/builder', 'Job builder'],
    ['health', '/health', 'Workers and health'],
    ['audit', '/audit', 'Audit'],
  ];
}

test('every page is usable without seeing, hearing or a mouse, in light and dark, and fits a phone', async () => {
  const pages = await pagesWithRuns();
  const page = await browser.open(dashboard.url);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const faults: [page: string, faults: string[]][] = [];
  for (const [name, path, heading] of pages) {
    // As a link leads there: loaded anew, each page and the code that judges it would take twice the time.
    await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);
    await page.locator('h1', { hasText: heading }).waitFor();
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
    faults.push([`${name}, light`, await seriousFaults(page)]);
    await picture(page, `${name}-light`);
    await lookAt(page, 'dark');
    faults.push([`${name}, dark`, await contrastFaults(page)]);
    await picture(page, `${name}-dark`);
    await lookAt(page, 'phone');
    faults.push([`${name}, phone`, await tooWide(page)]);
    await picture(page, `${name}-phone`);
    await lookAt(page, 'light');
    faults.push([`${name}, said by the browser`, errors.splice(0)]);
  }
  expect(faults.filter(([, found]) => found.length > 0)).toEqual([]);
}, 300_000);

async function tooWide(page: Page): Promise<string[]> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  return width > 390 ? [`it is ${String(width)} pixels wide`] : [];
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.setViewportSize({ width, height: Math.max(whole, height) });
  await page.screenshot({ path: `${pictures}/${name}.png` });
  await page.setViewportSize({ width, height });
}
