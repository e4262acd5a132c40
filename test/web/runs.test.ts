import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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
