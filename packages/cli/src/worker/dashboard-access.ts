import { hostname, networkInterfaces } from 'node:os';
import type { AccessOptions } from '@infra/web';
import { invalidValue, UsageError } from '../exit/usage-error.js';

/** What the flags of `infra serve` say of who may enter. */
export interface AccessFlags {
  /** The address it listens on. */
  readonly host: string;
  readonly login: boolean;
  readonly allowedHosts: readonly string[];
  readonly behindProxy: boolean;
}

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const everyAddress = /^(0\.0\.0\.0|::)$/;

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}

/**
 * Who may enter, by the flags.
 * @throws {UsageError} where `--no-login` would let in more than this machine.
 */
export function dashboardAccess(flags: AccessFlags): AccessOptions {
  const { host, login, allowedHosts, behindProxy } = flags;
  if (!login && (!isLoopback(host) || allowedHosts.length > 0 || behindProxy)) {
    throw new UsageError('--no-login is for the loopback address alone, with no proxy before it', {
      hint: 'leave it out: `infra tokens create` makes tokens for those who come from elsewhere',
    });
  }
  return { login, behindProxy, allowedHosts: [...namesOf(host), ...allowedHosts] };
}

/** A name of this server, as it stands in a request: `jobs.example.com`. */
export function allowedHost(name: string, before: string[] | undefined): string[] {
  if (/^(?=.{1,253}$)([\w-]+(\.[\w-]+)*|\[?[0-9a-f:]*:[0-9a-f:.]*\]?)$/i.test(name))
    return [...(before ?? []), name];
  throw invalidValue(`--allowed-host takes a name such as jobs.example.com, without a port, not '${name}'`);
}

/** What a machine is called by those who reach it at this address. */
function namesOf(host: string): string[] {
  if (!everyAddress.test(host)) return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), ...addresses.map(({ address }) => address.split('%')[0] ?? '')];
}
