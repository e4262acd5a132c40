import { readDate } from '../document/read-date.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import { decodePage } from './decode-page.js';
import { elementsOf, type PageElement, parsePage, textOf } from './page-tree.js';
import { toMarkdown } from './page-to-markdown.js';

/** A web page as it came. */
export interface PageSource {
  readonly bytes: Uint8Array;
  /** As its host says it; null to look into the page. */
  readonly charset: string | null;
  /** Where it was found: what its relative addresses start from. Null for a file. */
  readonly url: string | null;
  readonly format: 'html' | 'markdown';
}

/**
 * A page as the text of a Markdown file. HTML becomes CommonMark below front matter that says title, date, author,
 * description and source: of `main` or the only `article` where there is one, else of all that is not around the text.
 * Markdown stays as it is, in UTF-8.
 * @throws {UnusableFileError} when it cannot be read, and when there is no text in it.
 */
export function convertPage({ bytes, charset, url, format }: PageSource): string {
  const text = decodePage(bytes, charset, format === 'html');
  if (format === 'markdown') return text;
  const page = parsePage(text);
  const metas = metasOf(page);
  const title = metas.get('og:title') ?? firstText(page, 'h1') ?? firstText(page, 'title');
  const content = contentOf(page);
  const body = toMarkdown(content, url);
  if (body === '') throw new UnusableFileError('a page without text');
  return `---\n${frontMatterOf({ title, metas, url })}---\n\n${body}\n`;
}

function metasOf(page: PageElement): ReadonlyMap<string, string> {
  const metas = new Map<string, string>();
  for (const { attributes } of elementsOf(page, 'meta')) {
    const name = (attributes['property'] ?? attributes['name'] ?? '').toLowerCase();
    const content = attributes['content']?.replace(/\s+/g, ' ').trim() ?? '';
    if (name !== '' && content !== '' && !metas.has(name)) metas.set(name, content);
  }
  return metas;
}

function firstText(page: PageElement, tag: string): string | null {
  const texts = elementsOf(page, tag).map(textOf);
  return texts.find((text) => text !== '') ?? null;
}

function contentOf(page: PageElement): PageElement {
  const [main] = elementsOf(page, 'main');
  const articles = elementsOf(main ?? page, 'article');
  const chosen = (articles.length === 1 ? articles[0] : main) ?? page;
  const isAbout = (child: PageElement['children'][number]) =>
    typeof child !== 'string' && (child.tag === 'title' || child.tag === 'meta');
  return { ...chosen, children: chosen.children.filter((child) => !isAbout(child)) };
}

interface Facts {
  readonly title: string | null;
  readonly metas: ReadonlyMap<string, string>;
  readonly url: string | null;
}

// A JSON string is a YAML string too.
function frontMatterOf({ title, metas, url }: Facts): string {
  const date = metas.get('article:published_time') ?? metas.get('date') ?? '';
  const fields = {
    title,
    date: readDate(date, 'UTC') === null ? null : date,
    author: metas.get('author') ?? null,
    description: metas.get('description') ?? metas.get('og:description') ?? null,
    source: url,
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== null);
  return lines.map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join('');
}
