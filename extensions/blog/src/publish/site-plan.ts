import type { Collection } from '../collections.js';
import type { FileFailure } from '../files/file-failure.js';
import type { PublishedDocument } from '../store/publication-store.js';
import type { Taxonomy } from '../store/tables.js';
import { type Address, readAlias } from './address.js';

/** A document with its place on the site. */
export interface SitePage {
  readonly document: PublishedDocument;
  readonly address: Address;
}

/** All documents with one tag or category. */
export interface TermPage {
  readonly taxonomy: Taxonomy;
  readonly label: string;
  readonly address: Address;
  /** Newest first. */
  readonly pages: readonly SitePage[];
}

/** A collection that is listed on a page of its own. */
export interface CollectionPage {
  readonly collection: Collection;
  readonly address: Address;
  readonly pages: readonly SitePage[];
}

/** What stands where: everything about the site but the texts. */
export interface SitePlan {
  readonly pages: readonly SitePage[];
  /** Newest first, undated ones last. */
  readonly posts: readonly SitePage[];
  /** The place of each post among {@link posts}. */
  readonly postRanks: ReadonlyMap<SitePage, number>;
  readonly collections: readonly CollectionPage[];
  readonly terms: readonly TermPage[];
  /** Former addresses, and where they lead now. */
  readonly redirects: ReadonlyMap<Address, Address>;
  /** Pages for the menu of the site. */
  readonly menu: readonly SitePage[];
  readonly byPath: ReadonlyMap<string, SitePage>;
  /** Whether a document stands at an address, so that no list is made for it. */
  readonly isWritten: (address: Address) => boolean;
  readonly failures: readonly FileFailure[];
}

const longestMenu = 6;

/** Gives each document its address. Pure: the same documents give the same site. */
export function planSite(
  documents: readonly PublishedDocument[],
  collections: readonly Collection[],
): SitePlan {
  const byAddress = new Map<Address, SitePage>();
  const failures: FileFailure[] = [];
  for (const collection of collections) {
    for (const document of documents.filter((one) => one.collection === collection.name)) {
      const address = addressOf(collection, document.slug);
      const holder = byAddress.get(address);
      if (holder === undefined) byAddress.set(address, { document, address });
      else
        failures.push({
          path: document.path,
          reason: `its address /${address} belongs to ${holder.document.path}`,
        });
    }
  }
  const pages = [...byAddress.values()];
  const posts = newestFirst(pages.filter(({ document }) => document.collection === 'posts'));
  const listed = collections.filter(({ name, path }) => name !== 'posts' && path !== '');
  const plan = {
    pages,
    posts,
    postRanks: new Map(posts.map((page, rank) => [page, rank])),
    collections: listed
      .map((collection) => listCollection(collection, pages))
      .filter((list) => list.pages.length > 0),
    terms: listTerms(newestFirst(pages)),
    menu: menuOf(pages, collections),
    byPath: new Map(pages.map((page) => [page.document.path, page])),
    isWritten: (address: Address) => byAddress.has(address),
    failures,
  };
  return { ...plan, redirects: redirectsOf(plan, collections) };
}

function addressOf(collection: Collection, slug: string): Address {
  const top = collection.path === '' ? '' : `${collection.path}/`;
  return slug === 'index' ? top : `${top}${slug}/`;
}

function newestFirst(pages: readonly SitePage[]): SitePage[] {
  const time = ({ document }: SitePage) => document.publishedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return pages.toSorted((one, other) => {
    const [first, second] = [time(one), time(other)];
    return first === second ? compareText(one.address, other.address) : second - first;
  });
}

function listCollection(collection: Collection, pages: readonly SitePage[]): CollectionPage {
  const mine = pages.filter(
    ({ document }) => document.collection === collection.name && document.slug !== 'index',
  );
  return { collection, address: `${collection.path}/`, pages: mine.toSorted(byPositionAndTitle) };
}

function menuOf(pages: readonly SitePage[], collections: readonly Collection[]): SitePage[] {
  const top = new Set(collections.filter(({ path }) => path === '').map(({ name }) => name));
  const candidates = pages.filter(
    ({ document, address }) => top.has(document.collection) && address !== '' && !document.slug.includes('/'),
  );
  return candidates.toSorted(byPositionAndTitle).slice(0, longestMenu);
}

function byPositionAndTitle(one: SitePage, other: SitePage): number {
  const [first, second] = [one.document.position ?? Infinity, other.document.position ?? Infinity];
  if (first !== second) return first - second;
  return compareText(one.document.title, other.document.title) || compareText(one.address, other.address);
}

function listTerms(pages: readonly SitePage[]): TermPage[] {
  const terms = new Map<string, { taxonomy: Taxonomy; label: string; address: Address; pages: SitePage[] }>();
  for (const page of pages) {
    for (const { taxonomy, slug, label } of page.document.terms) {
      const address = termAddress(taxonomy, slug);
      // The newest document decides how a tag is spelt.
      const term = terms.get(address) ?? { taxonomy, label, address, pages: [] };
      term.pages.push(page);
      terms.set(address, term);
    }
  }
  return [...terms.values()].sort((one, other) => compareText(one.address, other.address));
}

/** Where the documents with a tag or category are listed. */
export function termAddress(taxonomy: Taxonomy, slug: string): Address {
  return `${taxonomy === 'tag' ? 'tags' : 'categories'}/${slug}/`;
}

// No folder may be made where one of these stands.
const files = new Set(['style.css', 'rss.xml', 'atom.xml', 'sitemap.xml', 'media']);

function redirectsOf(
  plan: Omit<SitePlan, 'redirects'>,
  collections: readonly Collection[],
): Map<Address, Address> {
  const byName = new Map(collections.map((collection) => [collection.name, collection]));
  const lists = [
    '',
    'posts/',
    'tags/',
    'categories/',
    ...[...plan.collections, ...plan.terms].map((list) => list.address),
  ];
  const taken = new Set([...lists, ...plan.pages.map(({ address }) => address)]);
  const redirects = new Map<Address, Address>();
  for (const { document, address } of plan.pages) {
    const collection = byName.get(document.collection);
    const former =
      collection === undefined ? [] : document.formerSlugs.map((slug) => addressOf(collection, slug));
    for (const alias of [...document.aliases.map(readAlias), ...former]) {
      if (
        alias === null ||
        taken.has(alias) ||
        redirects.has(alias) ||
        files.has(alias.split('/', 1)[0] ?? '')
      )
        continue;
      redirects.set(alias, address);
    }
  }
  return redirects;
}

// By code point, so that every host writes the same pages.
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
