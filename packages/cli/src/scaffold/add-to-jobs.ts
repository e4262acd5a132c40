/**
 * Adds an item to the list `jobs: […]` in the source of an extension's entry.
 * @returns the changed source, or null when there is not exactly one such list to be sure about.
 */
export function addToJobs(source: string, item: string): string | null {
  const [start, ...others] = [...source.matchAll(/\bjobs:\s*\[/g)];
  if (start === undefined || others.length > 0) return null;
  const open = start.index + start[0].length;
  const close = closingBracket(source, open);
  if (close === null) return null;
  const items = source.slice(open, close).trim().replace(/,$/, '');
  const indent = /^[ \t]*/.exec(source.slice(source.lastIndexOf('\n', start.index) + 1))?.[0] ?? '';
  const lines = [...(items === '' ? [] : [items]), item].map((line) => `\n${indent}  ${line},`).join('');
  return `${source.slice(0, open)}${lines}\n${indent}${source.slice(close)}`;
}

// Brackets in strings and comments would mislead it; a list of imports and class names has none.
function closingBracket(source: string, from: number): number | null {
  let depth = 1;
  for (let index = from; index < source.length; index++) {
    const character = source[index];
    if (character === '[') depth++;
    if (character === ']') depth--;
    if (depth === 0) return index;
    if (character === '`' || (character === '/' && /[/*]/.test(source[index + 1] ?? ''))) return null;
  }
  return null;
}
