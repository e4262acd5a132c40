import type { Emit, Runtime } from '@infra/core';
import type { CommandLine } from '../command-line.js';
import { UsageError } from '../exit/usage-error.js';
import { openBrowser } from './open-browser.js';

/** Where the dashboard listens. */
export interface DashboardAddress {
  readonly port: number;
  readonly host: string;
  /** Whether it is opened in the browser. */
  readonly open: boolean;
}

/** Addresses that only this machine reaches. */
const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/**
 * Serves the dashboard and the REST API of a runtime, and says where.
 * @throws {AddressUnusableError} @throws {UsageError}
 */
export async function serveDashboard(
  cli: CommandLine,
  { port, host, open }: DashboardAddress,
  runtime: Runtime,
  tell: Emit,
): Promise<{ close(): Promise<void> }> {
  if (!loopback.test(host))
    throw new UsageError(`'${host}' is reached by other machines`, { hint: 'use 127.0.0.1' });
  const { createWebHandler, listen } = await import('@infra/web');
  const server = await listen(createWebHandler(runtime, { onEvent: tell }), { host, port });
  cli.note(`the dashboard is at ${server.url}`);
  if (open) openBrowser(server.url, () => cli.note('no browser could be opened: open the link yourself'));
  return server;
}
