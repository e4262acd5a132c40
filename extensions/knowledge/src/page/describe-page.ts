import { type HTMLElement, parse } from 'node-html-parser';
import type { PageDescription, PageFacts } from '../store/document-store.js';
import { guessLanguage } from './guess-language.js';

// What stands on every page of a site and is not what the page says.
const furniture = 'nav, header, footer, aside, form, script, style, noscript, template, svg, iframe';

const longest = { title: 500, description: 2_000, headings: 10_000, tags: 50 };

/**
 * Finds out what a page is about: its title, headings, text, language, tags and dates. What the source itself knows
 * wins over what the page says.
 */
export function describePage(html: string, facts: PageFacts): PageDescription {
  const page = parse(html, { blockTextElements: { script: false, style: false, noscript: false } });
  const meta = metaOf(page);
  const declared = facts.language ?? page.querySelector('html')?.getAttribute('lang');
  const title = firstOf([
    facts.title,
    meta('og:title'),
    page.querySelector('title')?.text,
    page.querySelector('h1')?.text,
  ]);
  const dates = {
    published_at: dateOf(facts.published_at, meta('article:published_time'), timeOf(page), meta('date')),
    modified_at: dateOf(facts.modified_at, meta('article:modified_time'), meta('last-modified')),
  };
  const description = firstOf([facts.description, meta('description'), meta('og:description')]);
  const tags = facts.tags ?? tagsOf(meta('keywords'));
  const main = mainOf(page);
  const headings = main.querySelectorAll('h1, h2, h3, h4').map((heading) => oneLine(heading.text));
  const body = textOf(main);
  const words = countWords(body);
  return {
    title: (title ?? headings[0] ?? '').slice(0, longest.title),
    description: (description ?? '').slice(0, longest.description),
    headings: headings.join('\n').slice(0, longest.headings),
    body,
    words,
    language: guessLanguage(body) ?? languageTag(declared),
    tags: tags.slice(0, longest.tags),
    ...dates,
  };
}

/** The part of a page that is its own: `main`, `article`, or the body without what stands on every page. */
function mainOf(page: HTMLElement): HTMLElement {
  const main =
    page.querySelector('main') ?? page.querySelector('article') ?? page.querySelector('body') ?? page;
  for (const part of main.querySelectorAll(furniture)) part.remove();
  return main;
}

/** The text of a page, a line for each block, without what cannot be stored. */
function textOf(main: HTMLElement): string {
  const lines = main.structuredText.split('\n').map(oneLine);
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .replaceAll('\0', '')
    .toWellFormed();
}

function metaOf(page: HTMLElement): (name: string) => string | undefined {
  const contents = new Map<string, string>();
  for (const element of page.querySelectorAll('meta')) {
    const name = element.getAttribute('name') ?? element.getAttribute('property');
    const content = element.getAttribute('content');
    if (name !== undefined && content !== undefined) contents.set(name.toLowerCase(), content);
  }
  return (name) => contents.get(name);
}

function timeOf(page: HTMLElement): string | undefined {
  return page.querySelector('time[datetime]')?.getAttribute('datetime');
}

function tagsOf(keywords: string | undefined): string[] {
  return [...new Set((keywords ?? '').split(',').map(oneLine))].filter((tag) => tag !== '');
}

function firstOf(texts: readonly (string | undefined)[]): string | null {
  return texts.map((text) => oneLine(text ?? '')).find((text) => text !== '') ?? null;
}

/** The first of these that is a date between the years 1 and 9999, in UTC. */
function dateOf(...texts: readonly (string | undefined)[]): string | null {
  for (const text of texts) {
    const date = new Date(text ?? Number.NaN);
    const year = date.getUTCFullYear();
    if (year >= 1 && year <= 9999) return date.toISOString();
  }
  return null;
}

function languageTag(tag: string | undefined): string | null {
  return /^[a-z]{2}(?=$|-)/i.exec(tag ?? '')?.[0].toLowerCase() ?? null;
}

function oneLine(text: string): string {
  return text.replaceAll('\0', '').replace(/\s+/g, ' ').trim();
}

function countWords(text: string): number {
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text))
    if (isWordLike === true) words++;
  return words;
}
