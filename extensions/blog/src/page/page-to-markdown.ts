import { type PageElement, type PageNode, rawTextOf } from './page-tree.js';

const blockTags = new Set(
  'main article section div p hr blockquote pre h1 h2 h3 h4 h5 h6 ul ol dl dt dd figure figcaption table'.split(
    ' ',
  ),
);

/** Writes what is inside an element as CommonMark with GitHub's tables. Addresses are made absolute by `base`. */
export function toMarkdown(element: PageElement, base: string | null): string {
  return blocksOf(element.children, base).join('\n\n');
}

/** Blocks of Markdown; text that stands between blocks is a paragraph. */
function blocksOf(nodes: readonly PageNode[], base: string | null): string[] {
  const blocks: string[] = [];
  let loose: PageNode[] = [];
  const flush = () => {
    const text = paragraphOf(loose, base);
    if (text !== '') blocks.push(text);
    loose = [];
  };
  for (const node of nodes) {
    if (typeof node !== 'string' && (blockTags.has(node.tag) || holdsBlocks(node))) {
      flush();
      blocks.push(...blockOf(node, base).filter((block) => block !== ''));
    } else {
      loose.push(node);
    }
  }
  flush();
  return blocks;
}

// A link around a whole card, say: only what is inside can be written.
function holdsBlocks({ children }: PageElement): boolean {
  return children.some(
    (child) => typeof child !== 'string' && (blockTags.has(child.tag) || holdsBlocks(child)),
  );
}

function blockOf(element: PageElement, base: string | null): string[] {
  const { tag, children } = element;
  if (/^h[1-6]$/.test(tag)) {
    const text = paragraphOf(children, base).replaceAll(/\\?\n/g, ' ');
    return [text === '' ? '' : `${'#'.repeat(Number(tag[1]))} ${text}`];
  }
  switch (tag) {
    case 'hr':
      return ['---'];
    case 'pre':
      return [fenced(element)];
    case 'blockquote':
      return [indented(blocksOf(children, base).join('\n\n'), '> ', '> ')];
    case 'ul':
    case 'ol':
      return [listOf(element, base)];
    case 'table':
      return [tableOf(element, base)];
    default:
      return blocksOf(children, base);
  }
}

function fenced(element: PageElement): string {
  const code = rawTextOf(element).replace(/^\n/, '').replace(/\s+$/, '');
  if (code === '') return '';
  const inner = element.children.find((child) => typeof child !== 'string' && child.tag === 'code');
  const kind = typeof inner === 'object' ? (inner.attributes['class'] ?? '') : '';
  const language = /(?:language|lang|highlight)-([\w+#-]+)/.exec(kind)?.[1] ?? '';
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

function listOf({ tag, attributes, children }: PageElement, base: string | null): string {
  const first = Number.parseInt(attributes['start'] ?? '1', 10);
  const start = Number.isSafeInteger(first) && first >= 0 && first < 1e8 ? first : 1;
  const items = children.filter((child) => typeof child !== 'string' && child.tag === 'li') as PageElement[];
  const written = items.map((item, index) => {
    const marker = tag === 'ol' ? `${start + index}. ` : '- ';
    const blocks = blocksOf(item.children, base);
    return indented(blocks.join('\n\n'), marker, ' '.repeat(marker.length));
  });
  const isLoose = written.some((item) => item.includes('\n\n'));
  return written.filter((item) => item.trim() !== '').join(isLoose ? '\n\n' : '\n');
}

/** A block within another one: its first line has a marker before it, the others what continues it. */
function indented(block: string, marker: string, rest: string): string {
  return block
    .split('\n')
    .map((line, index) => (index === 0 ? marker : rest) + line)
    .map((line) => line.trimEnd())
    .join('\n');
}

function tableOf(table: PageElement, base: string | null): string {
  const rows = rowsOf(table).map((row) =>
    row.children
      .filter((cell) => typeof cell !== 'string')
      .map((cell) =>
        paragraphOf(cell.children, base).replaceAll(/\\?\n/g, ' ').replaceAll('|', String.raw`\|`),
      ),
  );
  const [head, ...body] = rows.filter((row) => row.length > 0);
  if (head === undefined) return '';
  const line = (cells: readonly string[]) => `| ${head.map((_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...body.map(line)].join('\n');
}

// Of this table only: one inside of a cell is text of the cell.
function rowsOf(element: PageElement): PageElement[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    if (child.tag === 'tr') return [child];
    return child.tag === 'thead' || child.tag === 'tbody' ? rowsOf(child) : [];
  });
}

function paragraphOf(nodes: readonly PageNode[], base: string | null): string {
  const text = nodes.map((node) => inlineOf(node, base)).join('');
  const lines = text.replace(/[^\S\n]+/g, ' ').split('\n');
  return lines
    .map((line) => escapeStart(line.trim()))
    .join('\n')
    .replace(/^(?:\\?\n)+|(?:\\?\n)+$/g, '')
    .trim();
}

function inlineOf(node: PageNode, base: string | null): string {
  if (typeof node === 'string') return escapeText(node.replace(/\s+/g, ' '));
  const { tag, attributes, children } = node;
  const inside = () => children.map((child) => inlineOf(child, base)).join('');
  switch (tag) {
    case 'br':
      return '\\\n';
    case 'img':
      return imageOf(attributes, base);
    case 'a':
      return linkOf(attributes['href'] ?? '', inside(), base);
    case 'strong':
    case 'b':
      return wrapped(inside(), '**');
    case 'em':
    case 'i':
      return wrapped(inside(), '*');
    case 'del':
    case 's':
      return wrapped(inside(), '~~');
    case 'code':
    case 'kbd':
    case 'samp':
    case 'tt':
      return codeOf(rawTextOf(node));
    default:
      return inside();
  }
}

// Spaces stand outside: `** bold **` is not bold.
function wrapped(text: string, mark: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  return words === '' ? text : `${before}${mark}${words}${mark}${after}`;
}

function codeOf(text: string): string {
  const code = text.replace(/\s+/g, ' ').trim();
  if (code === '') return '';
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${code}${space}${ticks}`;
}

function linkOf(href: string, text: string, base: string | null): string {
  const target = addressOf(href, base);
  return target === null || text.trim() === '' ? text : `[${text.trim()}](${target})`;
}

function imageOf({ src = '', alt = '' }: PageElement['attributes'], base: string | null): string {
  const target = addressOf(src, base);
  return target === null ? '' : `![${escapeText(alt.replace(/\s+/g, ' '))}](${target})`;
}

function addressOf(address: string, base: string | null): string | null {
  if (address === '') return null;
  const absolute = base === null ? null : URL.parse(address, base);
  const text = absolute?.href ?? address;
  // In angle brackets a destination may hold spaces and parentheses.
  return /^[^\s()<>\\]+$/.test(text) ? text : `<${text.replaceAll(/[<>\s\\]/g, encodeURIComponent)}>`;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>~]/g, String.raw`\$&`).replaceAll(/&(?=#?\w+;)/g, String.raw`\&`);
}

// What would begin a heading, a list, a quotation or a rule at the beginning of a line.
function escapeStart(line: string): string {
  return line.replace(/^(?:[#+=>-]|(\d{1,9})([.)])(?=\s|$))/, (start, digits?: string, mark?: string) =>
    digits === undefined ? `\\${start}` : `${digits}\\${mark}`,
  );
}
