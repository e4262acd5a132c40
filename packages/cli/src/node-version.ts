import { manifest } from './manifest.js';

/**
 * What to tell a person whose Node is too old for this program, or null when it is not: without it the first missing
 * function of Node would be the message.
 * @param version of the running Node, as `process.versions.node` has it.
 */
export function nodeTooOld(version: string): string | null {
  const needed = manifest.engines.node.replace('>=', '');
  if (!isBelow(version, needed)) return null;
  return `error: infra needs Node ${needed} or newer, and this is Node ${version}\n`;
}

function isBelow(version: string, needed: string): boolean {
  return version.localeCompare(needed, 'en', { numeric: true }) < 0;
}
