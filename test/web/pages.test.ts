import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TestBrowser } from './browser.js';
import { DashboardHost } from './dashboard-host.js';

let dashboard: DashboardHost;
let browser: TestBrowser;

beforeAll(async () => {
  [dashboard, browser] = await Promise.all([DashboardHost.make(), TestBrowser.launch()]);
  await dashboard.start();
});

afterEach(() => browser.leave());

afterAll(async () => {
  await browser.close();
  await dashboard.remove();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialogOf = (page: Page) => page.getByRole('dialog');

describe('the list of runs', () => {
  test('its filters live in the address: a reload keeps them, going back takes them away', async () => {
    const failed = await dashboard.finished('send_digest', '-c', 'newsletter');
    const other = await dashboard.finished('build_index', '-c', 'acme');
    const page = await browser.open(`${dashboard.url}/runs`);
    const list = page.getByRole('region', { name: 'Runs' });
    await list.getByText(`#${other}`, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Failed' }).click();
    await list.getByText(`#${other}`, { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: 'Client' }).fill('newsletter');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs?status=failed&client=newsletter');
    await page.reload();
    await list.getByText(`#${failed}`).waitFor();
    await list.getByText('connect ECONNREFUSED 10.0.0.7:587').waitFor();
    await page.goBack();
    await page.goBack();
    await list.getByText(`#${other}`, { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('runs are cancelled together after a question, with a reason that the audit keeps', async () => {
    const ids = [];
    for (let run = 0; run < 3; run += 1)
      ids.push(await dashboard.submit('build_index', '--delay', '1h', '-c', 'bulk'));
    const page = await browser.open(`${dashboard.url}/runs?client=bulk`);
    await page.getByRole('checkbox', { name: 'Select all runs' }).click();
    await page.getByRole('checkbox', { name: `Select run ${ids[0]} of build_index` }).click();
    await page.getByText('2 runs selected').waitFor();
    await page.getByRole('button', { name: 'Cancel 2' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel 2 runs?' });
    await dialog.getByLabel('Reason (optional)').fill('by mistake');
    await dialog.getByRole('button', { name: 'Cancel 2 runs' }).click();
    await page.getByText('Cancelled 2 runs', { exact: true }).waitFor();
    const { data } = await dashboard.host.artifact('runs list', ['-c', 'bulk']);
    expect(data.runs.map(({ id, status }) => [id, status])).toEqual([
      [ids[2], 'cancelled'],
      [ids[1], 'cancelled'],
      [ids[0], 'queued'],
    ]);
    const audit = await dashboard.host.artifact('audit', ['--target', ids[2] ?? '']);
    expect(audit.data.events).toMatchObject([{ action: 'run_cancelled', reason: 'by mistake' }]);
  });

  test('a viewer is offered nothing that moves a run', async () => {
    const page = await browser.open('about:blank');
    await page.route('**/api/session', (route) =>
      route.fulfill({ json: { name: 'vera', role: 'viewer', can_log_out: false, expires_at: null } }),
    );
    await page.goto(`${dashboard.url}/runs`);
    await page.getByRole('region', { name: 'Runs' }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('region', { name: 'Runs' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await page.getByRole('button', { name: /Cancel|Run again|Approve/ }).count()).toBe(0);
  });
});

describe('the page of a run', () => {
  test('its log is followed live and searched, and is text whatever stands in it', async () => {
    const id = await dashboard.submit('sweep_yard', '--subject', 'yard-9');
    const page = await browser.open(`${dashboard.url}/runs/${id}`);
    const log = page.getByRole('region', { name: 'Log lines' });
    await log.getByText('Nothing yet.').waitFor();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => dialogs.push(dialog.message()));
    await dashboard.letPass(1);
    await log.getByText('swept corner 1 of the yard dust=3').waitFor();
    await dashboard.letPass(2);
    await log.getByText('<b>corner 2</b> is <script>alert(1)</script> damp').waitFor();
    expect(await log.locator('b, script').count()).toBe(0);
    await dashboard.letPass(3);
    await page.locator('.page-header').getByText('Completed').waitFor();
    await page.getByText('Swept 3 corners').waitFor();
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('CORNER 3');
    await log.getByText('swept corner 1').waitFor({ state: 'detached' });
    expect(await log.getByRole('listitem').count()).toBe(1);
    expect(dialogs).toEqual([]);
  });

  test('a failed run shows its error with the stack and leads to the run that is made from it', async () => {
    const id = await dashboard.finished('send_digest');
    const page = await browser.open(`${dashboard.url}/runs/${id}`);
    await page.getByRole('region', { name: 'Stack of the error' }).getByText('entry.js').waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.waitForURL((url) => url.pathname !== `/runs/${id}`);
    await page.locator('.page-header').getByText('Failed').waitFor();
    await page.getByRole('link', { name: `#${id}` }).click();
    await page.getByText('Run again as').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/runs/${id}`);
  });

  test('a run that is not there is told of with the way out', async () => {
    const page = await browser.open(`${dashboard.url}/runs/99999`);
    const alert = page.getByRole('alert');
    await alert.getByText('99999').waitFor();
    expect(await alert.getByRole('button', { name: 'Try again' }).count()).toBe(1);
  });
});

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
  await dashboard.host.infra(['failures', 'delete', '--all', '--yes']);
  const runs: string[] = [];
  for (const client of ['ann', 'bob', 'cid'])
    runs.push(await dashboard.finished('send_digest', '-c', client));
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
  const those = resolved.data.failures.filter(({ run_id }) => runs.includes(run_id));
  expect(those.map(({ resolution }) => resolution)).toEqual(['resubmitted', 'resubmitted']);
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
  // A key that comes before the places are measured moves nothing; at the top another one moves nothing either.
  await expect
    .poll(
      async () => {
        await page.keyboard.press('ArrowUp');
        return page.getByText('build_index is now step 1 of 2').isVisible();
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe(true);
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
  await button(page, 'Schedule of index-and-sweep').click();
  await dialogOf(page).getByLabel('Schedule').fill('0 0 3 1 1');
  await page.keyboard.press('Enter');
  await dialogOf(page).getByText('has six fields').waitFor();
  await dialogOf(page).getByLabel('Schedule').fill('0 0 3 1 1 *');
  await dialogOf(page).getByLabel('Time zone').fill('Europe/Oslo');
  await page.keyboard.press('Enter');
  await page.getByText('0 0 3 1 1 *').waitFor();
  await button(page, 'Schedule of index-and-sweep').click();
  await dialogOf(page).getByRole('button', { name: 'Take it from its schedule' }).click();
  await page.getByText('0 0 3 1 1 *').waitFor({ state: 'detached' });
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

test('everything is reached by the keyboard', async () => {
  const page = await browser.open(`${dashboard.url}/runs`);
  await page.getByRole('region', { name: 'Runs' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Subject');
  // While something is typed, letters are letters.
  await page.keyboard.type('go');
  expect(await page.evaluate('document.activeElement.value')).toBe('go');
  await page.getByRole('heading', { name: 'Runs' }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('heading', { name: 'Operations' }).waitFor();
});
