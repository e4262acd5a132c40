import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Something that axe-core finds wrong on a page. */
interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const desk = { width: 1360, height: 900 };
const phone = { width: 390, height: 844 };

/** A real Chromium without a window, one for each test file. `.ci/run` installs it where it is missing. */
export class TestBrowser {
  readonly #browser: Browser;
  #page: Page | null = null;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<TestBrowser> {
    const executablePath = process.env['INFRA_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
    // Tests run as root in a container, where Chromium's own sandbox cannot be.
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    return new TestBrowser(await chromium.launch({ executablePath, args }));
  }

  /**
   * Opens a page where the page before was, with its cookies: a tab that is new, and each script in it, costs a second.
   * Times are those of Oslo.
   */
  async open(url: string): Promise<Page> {
    this.#page ??= await (await this.#newContext()).newPage();
    await this.#page.goto(url);
    return this.#page;
  }

  /** Opens a page as another user of another browser. */
  async openAsStranger(url: string): Promise<Page> {
    const page = await (await this.#newContext()).newPage();
    await page.goto(url);
    return page;
  }

  /** Leaves the page that is open, and whatever a test listened to or answered on it. */
  async leave(): Promise<void> {
    const page = this.#page;
    if (page === null) return;
    for (const event of ['dialog', 'console', 'pageerror'] as const) page.removeAllListeners(event);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.goto('about:blank');
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  async #newContext(): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      viewport: desk,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Oslo',
      locale: 'en-GB',
    });
    context.setDefaultTimeout(20_000);
    return context;
  }
}

/** How a page is looked at. */
export type Look = 'light' | 'dark' | 'phone';

/** Looks at a page that is open in another theme, or with the width of a phone. */
export async function lookAt(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' });
  await page.setViewportSize(look === 'phone' ? phone : desk);
}

/** What axe-core finds wrong on a page that a user with a disability would be stopped or hindered by. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated by the debugger's protocol, to which the content security policy does not apply; read once a document.
  if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  return violationsOf(page, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
}

/** What is hard to read; after {@link seriousFaults} on the same page, in another theme. */
export function contrastFaults(page: Page): Promise<string[]> {
  return violationsOf(page, { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } });
}

async function violationsOf(page: Page, options: object): Promise<string[]> {
  const run = `axe.run(${JSON.stringify({ ...options, resultTypes: ['violations'] })})`;
  const { violations } = await page.evaluate<{ violations: Violation[] }>(run);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
