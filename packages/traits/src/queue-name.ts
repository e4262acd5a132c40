/** Why something is not a queue's name (1 to 100 small letters, digits, `-` and `_`, the first no sign); null when it is. */
export function queueNameFault(name: unknown): string | null {
  if (typeof name === 'string' && name.length <= 100 && /^[a-z0-9][a-z0-9_-]*$/.test(name)) return null;
  const given = typeof name === 'string' ? `'${name}'` : String(name);
  return `${given} is not a queue's name (at most 100 small letters, digits, - and _)`;
}
