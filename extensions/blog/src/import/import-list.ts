import { type ImportItem, readItem } from './import-item.js';

/** The items of an import, each once. */
export interface ImportList {
  readonly items: readonly ImportItem[];
  /** Entries that say again what an earlier one said. */
  readonly duplicates: number;
}

/**
 * Reads a list: one item a line. Blank lines, and lines that begin with `#`, are left out; spaces around an item and
 * any line ends do not matter.
 * @param base the directory that relative paths start from.
 */
export function parseList(text: string, base: string): ImportList {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim());
  return listOf(
    lines.filter((line) => line !== '' && !line.startsWith('#')),
    base,
  );
}

/** The items of entries that are given one by one. */
export function listOf(entries: readonly string[], base: string): ImportList {
  const items = new Map<string, ImportItem>();
  for (const entry of entries) {
    const item = readItem(entry, base);
    if (!items.has(item.key)) items.set(item.key, item);
  }
  return { items: [...items.values()], duplicates: entries.length - items.size };
}

/** The text of a list with these items, as {@link parseList} reads it. */
export function writeList(items: readonly ImportItem[]): string {
  return items.map(({ text }) => `${text}\n`).join('');
}
