import type { LogLine } from '../../data/artifacts.js';

/** The lines that have this text, in whatever case; all of them for ''. */
export function matchingLines(lines: readonly LogLine[], search: string): readonly LogLine[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return lines;
  return lines.filter((line) => textOf(line).toLowerCase().includes(wanted));
}

/** A line as it is shown: its text, and its fields behind it. */
export function textOf({ text, fields }: LogLine): string {
  const named = fields === null ? [] : Object.entries(fields);
  return [text, ...named.map(([name, value]) => `${name}=${inWords(value)}`)].join(' ');
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Text cut where it matches, so that each second part is a match. */
export function cutAtMatches(text: string, search: string): string[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return [text];
  const parts: string[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}
