import type { Likeness, Place } from './lay-out.js';

/** A page on the map. */
export interface MappedPage {
  readonly title: string;
  readonly address: string;
  readonly tags: readonly string[];
  /** The titles of those that it lies beside because they are alike, the most alike first. */
  readonly alike: readonly string[];
}

/** What is drawn. */
export interface MapPlan {
  readonly source: string;
  readonly pages: readonly MappedPage[];
  readonly places: readonly Place[];
  readonly ties: readonly Likeness[];
}

// Colours that keep a contrast of 3 to 1 to white, in the order of how often a tag is the first of a page.
const colours = ['#1f5fa8', '#a8481f', '#2b7a3d', '#7a3b96', '#8a6d00', '#00767a', '#a3264f', '#5b5b5b'];

const margin = 90;

const graphemes = new Intl.Segmenter();

/** Draws the map as SVG that stands for itself: no script, no font and nothing else from elsewhere. */
export function drawMap({ source, pages, places, ties }: MapPlan): string {
  const box = boundsOf(places);
  const colourOf = colouring(pages);
  const at = (index: number) => places[index] ?? { x: 0, y: 0 };
  const lines = ties.map(({ one, other, weight }) => {
    const [from, to] = [at(one), at(other)];
    const width = figure(0.5 + 2.5 * weight);
    return `<line x1="${figure(from.x)}" y1="${figure(from.y)}" x2="${figure(to.x)}" y2="${figure(to.y)}" stroke-width="${width}"/>`;
  });
  const points = pages.map((page, index) => {
    const { x, y } = at(index);
    const circle = `<circle cx="${figure(x)}" cy="${figure(y)}" r="7" fill="${colourOf(page)}"/>`;
    const label = `<text x="${figure(x)}" y="${figure(y + 18)}">${escaped(shortened(page.title))}</text>`;
    return linked(page, `<title>${escaped(describe(page))}</title>${circle}${label}`);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.map(figure).join(' ')}" role="img" aria-labelledby="map-title map-description">`,
    `<title id="map-title">Map of ${escaped(source)}</title>`,
    `<desc id="map-description">${pages.length} pages; those that are alike lie close together and are joined by a line.</desc>`,
    '<style>line{stroke:#b9c0c9}text{font:10px system-ui,sans-serif;text-anchor:middle;fill:#222}a:hover circle,a:focus circle{stroke:#000;stroke-width:2}</style>',
    `<g>${lines.join('')}</g>`,
    `<g>${points.join('\n')}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

/** The map as a page: the drawing, and the same in words for those who do not see it. */
export function mapPage(plan: MapPlan): string {
  const items = plan.pages.map((page) => {
    const alike =
      page.alike.length === 0 ? '' : `<br><small>like ${page.alike.map(escaped).join('; ')}</small>`;
    return `<li>${listed(page)}${alike}</li>`;
  });
  const title = `Map of ${escaped(plan.source)}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${title}</title>`,
    '<style>body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:70rem;padding:0 1rem}svg{width:100%;height:auto}</style>',
    '</head>',
    '<body>',
    `<main><h1>${title}</h1>`,
    drawMap(plan),
    '<h2>The pages in words</h2>',
    `<ul>${items.join('\n')}</ul></main>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function boundsOf(places: readonly Place[]): [number, number, number, number] {
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const [left, top] = [Math.min(0, ...xs) - margin, Math.min(0, ...ys) - margin];
  return [left, top, Math.max(0, ...xs) + margin - left, Math.max(0, ...ys) + margin - top];
}

function colouring(pages: readonly MappedPage[]): (page: MappedPage) => string {
  const counts = new Map<string, number>();
  for (const { tags } of pages) {
    const [first] = tags;
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const order = [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  const places = new Map(order.map(([tag], index) => [tag, index]));
  const last = colours.length - 1;
  return ({ tags: [first] }) => colours[Math.min(places.get(first ?? '') ?? last, last)] ?? '#5b5b5b';
}

function describe({ title, tags, alike }: MappedPage): string {
  const tagged = tags.length === 0 ? '' : ` (${tags.join(', ')})`;
  return `${title}${tagged}${alike.length === 0 ? '' : `; like ${alike.join('; ')}`}`;
}

function linked(page: MappedPage, content: string): string {
  return isOnTheWeb(page) ? `<a href="${escaped(page.address)}">${content}</a>` : `<g>${content}</g>`;
}

function listed(page: MappedPage): string {
  const title = escaped(page.title);
  return isOnTheWeb(page) ? `<a href="${escaped(page.address)}">${title}</a>` : title;
}

/** A post has no address of its own. */
function isOnTheWeb({ address }: MappedPage): boolean {
  return /^https?:\/\//.test(address);
}

function shortened(title: string): string {
  const characters = Array.from(graphemes.segment(title), ({ segment }) => segment);
  return characters.length <= 32 ? title : `${characters.slice(0, 31).join('').trimEnd()}…`;
}

function figure(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  // Control characters other than white space are not allowed in XML.
  return text
    .replace(/(?![\t\n\r])\p{Cc}/gu, '')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
