import { actingAs, type Emit, loginName, operations, type Runtime } from '@infra/core';
import type { AccessOptions } from '@infra/web';
import type { CommandLine } from '../command-line.js';
import { isLoopback } from './dashboard-access.js';
import { type EntrancePage, writeEntrancePage } from './entrance-page.js';
import { openBrowser } from './open-browser.js';

/** Where the dashboard listens, and for whom. */
export interface DashboardAddress {
  readonly port: number;
  readonly host: string;
  /** Whether it is opened in the browser. */
  readonly open: boolean;
  readonly access: AccessOptions;
}

/**
 * Serves the dashboard and the REST API of a runtime, and says where and how one enters.
 * @throws {AddressUnusableError}
 */
export async function serveDashboard(
  cli: CommandLine,
  { port, host, open, access }: DashboardAddress,
  runtime: Runtime,
  tell: Emit,
): Promise<{ close(): Promise<void> }> {
  const { createWebHandler, listen } = await import('@infra/web');
  const server = await listen(createWebHandler(runtime, { ...access, onEvent: tell }), { host, port });
  cli.note(`the dashboard is at ${server.url}`);
  let page: EntrancePage | null = null;
  try {
    const entrance = await sayHowToEnter(cli, { url: server.url, host, access }, runtime);
    if (open) {
      page = await writeEntrancePage(entrance);
      openBrowser(page.url, () => cli.note('no browser could be opened: open the link yourself'));
    }
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    close: async () => {
      await server.close();
      await page?.remove();
    },
  };
}

/** Returns the address that is to be opened. */
async function sayHowToEnter(
  cli: CommandLine,
  { url, host, access }: { readonly url: string; readonly host: string; readonly access: AccessOptions },
  runtime: Runtime,
): Promise<string> {
  if (access.login === false) {
    cli.note('nobody has to log in: every user and program of this machine may do everything');
    return url;
  }
  if (!isLoopback(host)) {
    cli.note(
      'one enters with a token (`infra tokens create`); without TLS before it, others on the way read it',
    );
    return url;
  }
  const { createLoginLink } = await operations.createLoginLink();
  // The deeds of the session are those of whoever sits there, and not of the process.
  const { data } = await createLoginLink(actingAs(runtime.host, loginName()), { url });
  cli.note(`log in with ${data.url} (once, within ten minutes; \`infra tokens link\` prints another)`);
  return data.url;
}
