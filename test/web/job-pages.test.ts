import type { Page } from 'playwright-core';
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

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialogOf = (page: Page) => page.getByRole('dialog');

test('a job is disabled with a reason, found so in the audit and on the command line, and enabled again', async () => {
  const page = await browser.open(`${dashboard.url}/jobs`);
  await page.getByRole('searchbox', { name: 'Search jobs' }).fill('search index');
  const row = page.getByRole('row', { name: /build_index/ });
  await row.waitFor();
  expect(await page.getByRole('row').count()).toBe(2);
  expect(page.url()).toContain('q=search+index');
  await row.getByRole('button', { name: 'Disable' }).click();
  await dialogOf(page).getByLabel('Reason').fill('the disk is full');
  await dialogOf(page).getByLabel('This holds').selectOption('for a day');
  await dialogOf(page).getByRole('button', { name: 'Disable' }).click();
  await row.getByText('the disk is full').waitFor();
  const { data } = await dashboard.host.artifact('jobs show', ['build_index']);
  expect(data).toMatchObject({ enabled: false, reason: 'the disk is full', enabled_by: 'operator' });
  expect(Date.parse(data.enabled_until ?? '')).toBeGreaterThan(Date.now() + 86_000_000);

  await page.getByRole('link', { name: 'Audit' }).click();
  const deed = page.getByRole('row', { name: /disabled a job/ });
  await deed.getByText('the disk is full').waitFor();
  await deed.getByRole('link', { name: 'build_index' }).click();
  await page.getByRole('heading', { name: 'build_index' }).waitFor();
  await button(page, 'Reset to its default').click();
  await dialogOf(page).getByRole('button', { name: 'Reset' }).click();
  await page.locator('.page-header').getByText('Enabled', { exact: true }).waitFor();
});

test('a job is run with a form, which shows what is wrong at its field', async () => {
  const page = await browser.open(`${dashboard.url}/jobs/sweep_yard`);
  await dashboard.letPass(1);
  await button(page, 'Run now').click();
  const steps = dialogOf(page).getByLabel('steps');
  await steps.fill('none');
  await page.keyboard.press('Enter');
  await dialogOf(page).getByText('is a number').waitFor();
  expect(await steps.getAttribute('aria-invalid')).toBe('true');
  // What only the server knows.
  await steps.fill('1');
  await dialogOf(page).getByLabel('place').fill('the moon');
  await page.keyboard.press('Enter');
  await dialogOf(page).getByText('the moon has no yard').waitFor();
  expect(await dialogOf(page).getByLabel('place').getAttribute('aria-invalid')).toBe('true');
  await dialogOf(page).getByLabel('place').fill('the barn');
  await dialogOf(page).getByLabel('Subject', { exact: true }).fill(' yard-5 ');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^sweep_yard #\d+$/ }).waitFor();
  const id = page.url().split('/').at(-1) ?? '';
  const { data } = await dashboard.host.artifact('runs status', [id]);
  expect(data).toMatchObject({ parameters: { steps: 1, place: 'the barn' }, subject: 'yard-5' });
});

test('failures are opened by kind and resubmitted together', async () => {
  for (const client of ['ann', 'bob', 'cid']) await dashboard.finished('send_digest', '-c', client);
  const page = await browser.open(`${dashboard.url}/failures`);
  await page.getByRole('link', { name: /ECONNREFUSED/ }).click();
  await page.getByRole('checkbox', { name: 'Select all failures' }).check();
  await page.getByText('3 failures selected').waitFor();
  await page
    .getByRole('checkbox', { name: /^Select failure/ })
    .first()
    .uncheck();
  await button(page, 'Delete').first().click();
  await dialogOf(page).getByRole('button', { name: 'Keep as it is' }).click();
  await button(page, 'Resubmit').first().click();
  await dialogOf(page).getByRole('button', { name: 'Resubmit 2 failures' }).click();
  await page.getByText('2 failures resubmitted', { exact: true }).waitFor();
  const resolved = await dashboard.host.artifact('failures list', ['--resolved']);
  expect(resolved.data.failures.map(({ resolution }) => resolution)).toEqual(['resubmitted', 'resubmitted']);
  // Both fail again, and join the one that was left.
  await page.getByRole('link', { name: 'Failures', exact: true }).first().click();
  const kinds = page.getByRole('region', { name: 'Failures by kind' });
  await kinds.getByText('3', { exact: true }).waitFor();
});

test('a chain is put together, validated, ordered by keyboard, survives a reload, is saved and run', async () => {
  const page = await browser.open(`${dashboard.url}/builder`);
  await button(page, 'Validate').waitFor();
  await page.getByTitle('Add sweep_yard').click();
  await page.getByTitle('Add build_index').click();
  const steps = page.getByRole('list', { name: 'Steps' }).locator('.step-card');
  await steps.nth(0).getByLabel('steps', { exact: true }).fill('0');
  await button(page, 'Validate').click();
  await steps.nth(0).getByText('is at least 1').waitFor();
  await steps.nth(0).getByLabel('steps', { exact: true }).fill('1');
  await steps
    .nth(0)
    .getByLabel(/Weight of sweep_yard/)
    .fill('30');
  await steps
    .nth(1)
    .getByLabel(/Weight of build_index/)
    .fill('60');
  await page.getByText('the weights sum to 90, not to 100').waitFor();
  await steps
    .nth(1)
    .getByLabel(/Weight of build_index/)
    .fill('70');
  await button(page, 'Validate').click();
  await page.getByText('Warning:').waitFor();
  expect(await steps.nth(0).locator('.step-notes').count()).toBe(1);

  await page.getByRole('button', { name: /^Move build_index, step 2 of 2/ }).focus();
  await page.keyboard.press('Space');
  await page.getByText('Moving build_index, step 2 of 2').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByText('build_index is now step 1 of 2').waitFor();
  await page.keyboard.press('Space');
  await steps.nth(0).getByText('build_index').first().waitFor();
  await page.reload();
  await steps.nth(0).getByText('build_index').first().waitFor();
  await button(page, 'Validate').click();
  await page.getByText('Valid', { exact: true }).waitFor();
  expect(await page.locator('.step-notes').count()).toBe(0);

  await button(page, 'Save …').click();
  await dialogOf(page).getByLabel('Name').fill('index-and-sweep');
  await page.keyboard.press('Enter');
  await button(page, 'Load index-and-sweep').waitFor();
  await dashboard.letPass(1);
  await button(page, 'Run chain').click();
  await dialogOf(page).getByLabel('Subject', { exact: true }).fill('yard-3');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /#\d+$/ }).waitFor();
  await page.locator('.page-header').getByText('Completed').waitFor();
  const run = await dashboard.host.artifact('runs status', [page.url().split('/').at(-1) ?? '']);
  expect(run.data).toMatchObject({ subject: 'yard-3', job_name: 'run_chain' });
  const { data } = await dashboard.host.artifact('chains show', ['index-and-sweep']);
  expect(data.steps.map(({ job, weight }) => [job, weight])).toEqual([
    ['build_index', 70],
    ['sweep_yard', 30],
  ]);
});
