import type { CardView, Entry, Page } from './artifact-view.js';
import { visibleText } from './visible-text.js';

/** A card for people: a title, and a line for each thing that is known. */
export function renderCard<Data>(view: CardView<Data>, data: Data, title: string, page: Page): string {
  const entries = view.entries(data);
  const width = Math.max(0, ...entries.map((entry) => entry.label.length));
  const lines = entries.map((entry) => renderEntry(entry, width, page));
  return [page.paint('bold', visibleText(title)), ...lines].join('\n');
}

function renderEntry(entry: Entry, width: number, page: Page): string {
  const values = typeof entry.value === 'string' ? [entry.value] : entry.value;
  const [first = '', ...rest] = values.flatMap((value) => visibleText(value).split('\n'));
  const style = entry.style ?? null;
  const styled = (text: string) => (style === null || text === '' ? text : page.paint(style, text));
  const label = page.paint('dim', entry.label.padEnd(width));
  return [`  ${label}  ${styled(first)}`, ...rest.map((line) => `  ${' '.repeat(width)}  ${styled(line)}`)]
    .map((line) => line.trimEnd())
    .join('\n');
}
