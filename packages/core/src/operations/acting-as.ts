import type { Host } from './host.js';

/** The same host, on which somebody else acts: what is done through it stands in the audit with his name. */
export function actingAs(host: Host, actor: string): Host {
  return { ...host, actor };
}
