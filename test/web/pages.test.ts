import { mkdir, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contrastFaults, lookAt, seriousFaults, TestBrowser } from './browser.js';
import { DashboardHost } from './dashboard-host.js';

const built = fileURLToPath(new URL('../../packages/web/dist/app/', import.meta.url));
/** Where pictures of the pages go; none are taken without it. */
const pictures = process.env['INFRA_SCREENSHOTS'];

let dashboard: DashboardHost;
let browser: TestBrowser;
let link: string;

beforeAll(async () => {
  [dashboard, browser] = await Promise.all([
    DashboardHost.make({ schedules: pictures !== undefined }),
    TestBrowser.launch(),
  ]);
  link = await dashboard.startWithLogin();
  if (pictures !== undefined) await mkdir(pictures, { recursive: true });
});

afterAll(async () => {
  await browser.close();
  await dashboard.remove();
});

/** Runs of every kind; returns the pages that show them. */
async function pagesWithRuns(): Promise<[name: string, path: string][]> {
  await Promise.all([dashboard.letPass(1), dashboard.letPass(2)]);
  const blog = await dashboard.finished('blog_content_ingestion');
  const failed = await dashboard.finished('send_digest', '-c', 'newsletter');
  const running = await dashboard.submit('sweep_yard', '-p', 'steps=4', '--subject', 'yard-7', '-c', 'acme');
  const priced = await dashboard.submit('write_summaries', '-p', 'steps=2', '-c', 'acme');
  const combined = await dashboard.finished('rebuild_site', '--subject', 'site');
  await dashboard.submit('build_index', '--delay', '2h', '-c', 'acme');
  const failures = await dashboard.host.artifact('failures list', ['--grouped']);
  return Object.entries({
    operations: '/',
    runs: '/runs',
    'run-completed': `/runs/${blog}`,
    'run-failed': `/runs/${failed}`,
    'run-running': `/runs/${running}`,
    'run-priced': `/runs/${priced}`,
    'run-combined': `/runs/${combined}`,
    jobs: '/jobs',
    job: '/jobs/build_index',
    'job-run': '/jobs/sweep_yard?run=now',
    failures: '/failures',
    'failures-of-a-kind': `/failures/${failures.data.groups[0]?.fingerprint ?? ''}`,
    builder: '/builder',
    health: '/health',
    audit: '/audit',
  });
}

test('a link lets in once, and neither the history nor a bookmark keeps its secret', async () => {
  const page = await browser.open(link);
  await page.getByRole('heading', { name: 'Operations' }).waitFor();
  expect(page.url()).toBe(`${dashboard.url}/`);
  const stranger = await browser.openAsStranger(link);
  await stranger.getByText('this token or link is unknown, used up or expired').waitFor();
  expect(await seriousFaults(stranger)).toEqual([]);
  await picture(stranger, 'login-light');
});

test('every page is usable without seeing, hearing or a mouse, in light and dark, and fits a phone', async () => {
  const pages = await pagesWithRuns();
  const page = await browser.open('about:blank');
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  const faults: [page: string, faults: string[]][] = [];
  for (const [name, path] of pages) {
    await page.goto(dashboard.url + path);
    await page.locator('h1').waitFor();
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
}, 120_000);

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

test('the first load is less than 200 KB of compressed script, and so is any page with it', async () => {
  const page = await readFile(`${built}index.html`, 'utf8');
  const entries = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file);
  expect(entries.length).toBeGreaterThan(0);
  const sizeOf = async (file: string | undefined) => gzipSync(await readFile(`${built}${file ?? ''}`)).length;
  const sizes = await Promise.all(entries.map(sizeOf));
  const first = sizes.reduce((sum, size) => sum + size, 0);
  expect(first).toBeLessThan(150_000);
  const others = (await readdir(`${built}assets`)).filter(
    (file) => file.endsWith('.js') && !entries.includes(`assets/${file}`),
  );
  for (const file of others) expect(first + (await sizeOf(`assets/${file}`))).toBeLessThan(200_000);
});
