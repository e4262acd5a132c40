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

// Not by `localeCompare`: loading the rules of a language takes a fifth of the time in which the help is printed.
function isBelow(version: string, needed: string): boolean {
  const numbers = (text: string): number[] => text.split('.').map((part) => Number.parseInt(part, 10));
  const [parts, neededParts] = [numbers(version), numbers(needed)];
  const at = neededParts.findIndex((part, index) => part !== (parts[index] ?? 0));
  return at !== -1 && (parts[at] ?? 0) < (neededParts[at] ?? 0);
}
