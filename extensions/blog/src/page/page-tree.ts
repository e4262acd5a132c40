import sanitizeHtml from 'sanitize-html';

/** A piece of a page: text, or an element with what is inside. */
export type PageNode = string | PageElement;

export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: PageNode[];
}

const kept = [
  'title meta main article section div p br hr blockquote pre code h1 h2 h3 h4 h5 h6 ul ol li dl dt dd figure figcaption',
  'img a strong b em i del s kbd samp tt table thead tbody tr th td',
].flatMap(words);

// Left out with all that is inside: what is around an article, and what is no text.
const dropped = [
  'script style noscript template nav footer aside form button select textarea option svg math iframe object video',
  'audio canvas dialog',
].flatMap(words);

const policy: sanitizeHtml.IOptions = {
  allowedTags: kept,
  nonTextTags: dropped,
  allowedAttributes: {
    a: ['href'],
    img: ['src', 'alt'],
    meta: ['name', 'property', 'content'],
    code: ['class'],
    ol: ['start'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: true,
  nestingLimit: 200,
  enforceHtmlBoundary: false,
};

const empty = new Set(['br', 'hr', 'img', 'meta']);

/** Reads HTML as a tree of its text elements; whatever can run or is not read by people is not in it. */
export function parsePage(html: string): PageElement {
  const root: PageElement = { tag: '', attributes: {}, children: [] };
  const open: PageElement[] = [root];
  // What comes out of the sanitiser is well-formed: each tag is closed, and every < and > of text or attribute is escaped.
  for (const [token, end, tag, attributes = ''] of sanitizeHtml(html, policy).matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s[^>]*)?)>|[^<]+/g,
  )) {
    const parent = open.at(-1) ?? root;
    if (tag === undefined) parent.children.push(unescapeText(token));
    else if (end === '/') close(open, tag);
    else {
      const element = { tag, attributes: attributesOf(attributes), children: [] };
      parent.children.push(element);
      if (!empty.has(tag)) open.push(element);
    }
  }
  return root;
}

/** All elements of these names, in the order of the page. */
export function elementsOf(node: PageElement, ...tags: readonly string[]): PageElement[] {
  return node.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    return [...(tags.includes(child.tag) ? [child] : []), ...elementsOf(child, ...tags)];
  });
}

/** The text inside, in one line. */
export function textOf(node: PageNode): string {
  return rawTextOf(node).replace(/\s+/g, ' ').trim();
}

/** The text inside as it stands. */
export function rawTextOf(node: PageNode): string {
  if (typeof node === 'string') return node;
  return node.tag === 'br' ? '\n' : node.children.map(rawTextOf).join('');
}

function close(open: PageElement[], tag: string): void {
  const place = open.findLastIndex((element) => element.tag === tag);
  if (place > 0) open.length = place;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([a-z][a-z-]*)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescapeText(value)]));
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function unescapeText(text: string): string {
  return text.replace(/&(lt|gt|quot|amp);/g, (whole, name: string) => entities[name] ?? whole);
}

function words(text: string): string[] {
  return text.split(' ');
}
