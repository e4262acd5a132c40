import type { DocumentStatus, Taxonomy } from '../store/tables.js';
import type { FrontMatter } from './parse-front-matter.js';
import { readDate } from './read-date.js';
import { toSlug, toSlugPath } from './slug.js';
import { UnusableFileError } from './unusable-file-error.js';

/** A tag or category. */
export interface Term {
  readonly taxonomy: Taxonomy;
  readonly slug: string;
  readonly label: string;
}

/** What front matter says in words that the common generators share; null where it says nothing. */
export interface FrontMatterFields {
  readonly title: string | null;
  readonly slug: string | null;
  readonly excerpt: string | null;
  readonly publishedAt: Date | null;
  readonly modifiedAt: Date | null;
  readonly status: DocumentStatus;
  readonly position: number | null;
  readonly authors: readonly string[];
  readonly aliases: readonly string[];
  readonly terms: readonly Term[];
}

// Jekyll, Hugo, Zola, Eleventy, Hexo and Astro use these names; the first that is there counts.
const names = {
  title: ['title'],
  slug: ['slug'],
  excerpt: ['description', 'summary', 'excerpt'],
  publishedAt: ['date', 'published_at', 'publishDate', 'pubDate', 'published'],
  modifiedAt: ['updated', 'lastmod', 'modified', 'last_modified_at', 'updatedDate', 'updated_at'],
  position: ['weight', 'order', 'nav_order'],
  authors: ['authors', 'author'],
  aliases: ['aliases', 'alias', 'redirect_from', 'permalink', 'url'],
  tags: ['tags', 'tag'],
  categories: ['categories', 'category'],
} as const;

/**
 * Reads the fields that this extension knows; the rest stays in the stored front matter.
 * @param timeZone the zone of dates that name none.
 * @param nested whether a slug may have several segments.
 * @throws {UnusableFileError} for a date that is none.
 */
export function readFrontMatterFields(
  frontMatter: FrontMatter,
  { timeZone, nested }: { timeZone: string; nested: boolean },
): FrontMatterFields {
  const slug = firstText(frontMatter, names.slug);
  return {
    title: firstText(frontMatter, names.title),
    slug: slug === null ? null : (nested ? toSlugPath(slug) : toSlug(slug)) || null,
    excerpt: firstText(frontMatter, names.excerpt),
    publishedAt: firstDate(frontMatter, names.publishedAt, timeZone),
    modifiedAt: firstDate(frontMatter, names.modifiedAt, timeZone),
    status: isDraft(frontMatter) ? 'draft' : 'published',
    position: firstWholeNumber(frontMatter, names.position),
    authors: firstList(frontMatter, names.authors),
    aliases: readAliases(frontMatter),
    terms: [
      ...toTerms('tag', firstList(frontMatter, names.tags, taxonomies(frontMatter))),
      ...toTerms('category', firstList(frontMatter, names.categories, taxonomies(frontMatter))),
    ],
  };
}

function firstText(frontMatter: FrontMatter, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = toText(frontMatter[key]);
    if (text !== null) return text;
  }
  return null;
}

function toText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.replace(/\s+/g, ' ').trim();
  return text === '' ? null : text;
}

function firstDate(frontMatter: FrontMatter, keys: readonly string[], timeZone: string): Date | null {
  for (const key of keys) {
    const value = frontMatter[key];
    // `published: false` is Jekyll's draft, not a date; `date:` with nothing behind it says nothing.
    if (value === undefined || value === null || value === '' || isYes(value) || isNo(value)) continue;
    const date = typeof value === 'string' ? readDate(value, timeZone) : null;
    if (date === null)
      throw new UnusableFileError(`front matter: ${key} ${JSON.stringify(value)} is not a date`);
    return date;
  }
  return null;
}

function firstWholeNumber(frontMatter: FrontMatter, keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = frontMatter[key];
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
  }
  return null;
}

function isDraft(frontMatter: FrontMatter): boolean {
  if (isYes(frontMatter.draft) || isNo(frontMatter.published)) return true;
  return toText(frontMatter.status)?.toLowerCase() === 'draft';
}

// YAML 1.2 reads yes and no as words; much front matter was written for YAML 1.1.
function isYes(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|yes|on)$/i.test(value));
}

function isNo(value: unknown): boolean {
  return value === false || (typeof value === 'string' && /^(?:false|no|off)$/i.test(value));
}

/** A list, or a string with commas; entries are words or `{ name }`. Repeated entries count once. */
function firstList(frontMatter: FrontMatter, keys: readonly string[], below: FrontMatter = {}): string[] {
  const value = keys
    .map((key) => frontMatter[key] ?? below[key])
    .find((found) => found !== undefined && found !== null);
  const entries: unknown[] = typeof value === 'string' ? value.split(/[,;]/) : [value].flat();
  const texts = entries.map((entry) => toText(isNamed(entry) ? entry.name : entry));
  return [...new Set(texts.filter((text) => text !== null))];
}

function isNamed(value: unknown): value is { name: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value;
}

// Zola keeps tags and categories in a table of their own.
function taxonomies(frontMatter: FrontMatter): FrontMatter {
  const { taxonomies: table } = frontMatter;
  return typeof table === 'object' && table !== null && !Array.isArray(table) ? (table as FrontMatter) : {};
}

function toTerms(taxonomy: Taxonomy, labels: readonly string[]): Term[] {
  const terms = new Map<string, Term>();
  for (const written of labels) {
    const label = written.replace(/^#+/, '').slice(0, 200).toWellFormed();
    const slug = toSlug(label);
    if (slug !== '' && !terms.has(slug)) terms.set(slug, { taxonomy, slug, label });
  }
  return [...terms.values()];
}

/** Former addresses from every field that may name them; patterns such as `/:year/:title/` name none. */
function readAliases(frontMatter: FrontMatter): string[] {
  const written = names.aliases.flatMap((key) => [frontMatter[key]].flat());
  const texts = written.map(toText).filter((text) => text !== null);
  return [...new Set(texts.filter((text) => !text.includes(':')))];
}
