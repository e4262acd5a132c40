import { posix } from 'node:path';
import type { PublishedDocument } from '../store/publication-store.js';
import { type Address, readAlias } from './address.js';
import type { Media, MediaFile } from './media.js';
import type { SitePage, SitePlan } from './site-plan.js';

/** Where a link of a document leads on the site. */
export interface ResolvedLink {
  readonly address: Address;
  /** `?…` and `#…` as the author wrote them. */
  readonly suffix: string;
  /** The file to bring along, when it leads to one. */
  readonly media: MediaFile | null;
}

/** Finds out what authors mean by links: another Markdown file, a picture beside the text, a page of the site. */
export class LinkResolver {
  readonly #plan: SitePlan;
  readonly #media: Media;
  readonly #addresses: ReadonlySet<Address>;
  readonly #basePath: string;

  /**
   * @param addresses of everything that is on the site beside the documents.
   * @param siteUrl a link that begins with its path is meant from the top of the site.
   */
  constructor(plan: SitePlan, media: Media, addresses: Iterable<Address>, siteUrl: string) {
    this.#plan = plan;
    this.#media = media;
    this.#addresses = new Set([...plan.pages.map(({ address }) => address), ...addresses]);
    this.#basePath = new URL(siteUrl).pathname.replace(/\/?$/, '/');
  }

  /** Null when nothing on the site is meant: the link is broken, or leads to a draft. */
  async resolve(link: string, { document, address }: SitePage): Promise<ResolvedLink | null> {
    const [, written = '', suffix = ''] = /^([^?#]*)(.*)$/s.exec(link) ?? [];
    if (written === '') return { address, suffix, media: null };
    const path = this.#fromTop(decoded(written));
    const source = sourceOf(path, document);
    const page = this.#documentAt(posix.join(document.root, source));
    if (page !== undefined) return { address: page.address, suffix, media: null };
    const media = await this.#media.find(document, source);
    if (media !== null) return { address: media.address, suffix, media };
    const onSite = this.#onSite(path, address);
    return onSite === null ? null : { address: onSite, suffix, media: null };
  }

  #fromTop(path: string): string {
    return path.startsWith(this.#basePath) ? `/${path.slice(this.#basePath.length)}` : path;
  }

  /** `other.md`, and as some write it `other` or `other/`. */
  #documentAt(path: string): SitePage | undefined {
    const bare = path.replace(/\/$/, '');
    const names = [bare, `${bare}.md`, `${bare}/index.md`, `${bare}/_index.md`];
    return names.map((name) => this.#plan.byPath.get(name)).find((page) => page !== undefined);
  }

  /** A link that is meant as an address: from the top of the site, or from the page's own. */
  #onSite(path: string, from: Address): Address | null {
    const target = posix.normalize(path.startsWith('/') ? path.slice(1) : posix.join(from, path));
    if (target === '.' || target === './') return '';
    const isFile = target.endsWith('/') || /\.[a-z0-9]+$/i.test(target);
    const address = isFile ? target : `${target}/`;
    if (this.#addresses.has(address)) return address;
    const alias = readAlias(address);
    return alias === null ? null : (this.#plan.redirects.get(alias) ?? null);
  }
}

/** A link as a path from the document's directory. */
function sourceOf(path: string, document: PublishedDocument): string {
  if (path.startsWith('/')) return posix.normalize(path.slice(1));
  const folder = posix.dirname(posix.relative(`/${document.root}`, `/${document.path}`));
  return posix.normalize(posix.join(folder, path));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
