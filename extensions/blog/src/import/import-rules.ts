import { join, resolve, sep } from 'node:path';
import { parseDuration } from '@infra/traits';
import { collectionsOf, rootsOf } from '../collections.js';
import type { FilePlaces } from '../files/look-at-file.js';
import type { BlogSettings } from '../settings.js';
import type { FetcherRules } from '../web/page-fetcher.js';

/** What an import goes by, from the configuration. */
export interface ImportRules {
  readonly places: FilePlaces;
  /** Where imported pages are kept as Markdown. */
  readonly pages: string;
  /** The deepest directory of a collection that `pages` is or lies in; null when it lies in none. */
  readonly pagesRoot: string | null;
  /** Where lists are kept that an import writes itself. */
  readonly lists: string;
  /** The zone of dates that name none. */
  readonly timeZone: string;
  /** Of a Markdown file, in bytes. */
  readonly maxFileSize: number;
  /** Of a page, in bytes. */
  readonly maxPageSize: number;
  readonly fetching: FetcherRules;
}

export function importRules(settings: BlogSettings): ImportRules {
  const { configuration, hostDirectory, stateDirectory } = settings;
  const { imports, site, timeZone, maxFileSize } = configuration;
  const collections = collectionsOf(settings);
  const [posts] = collections;
  const [firstPosts = '.'] = posts.directories;
  const { delay, timeout, maxPageSize, maxRedirects, attempts, robots, privateAddresses } = imports;
  const roots = collections.flatMap((one) => rootsOf(one, hostDirectory));
  const pages = resolve(hostDirectory, imports.directory ?? join(firstPosts, 'imported'));
  const above = roots.map(({ absolute }) => absolute).filter((root) => (pages + sep).startsWith(root + sep));
  return {
    places: { roots, posts, hostDirectory },
    pages,
    pagesRoot: above.sort((one, other) => other.length - one.length)[0] ?? null,
    lists: join(stateDirectory, 'blog', 'imports'),
    timeZone,
    maxFileSize,
    maxPageSize,
    fetching: {
      userAgent: imports.userAgent ?? userAgentOf(site.url),
      delayMs: parseDuration(delay),
      timeoutMs: parseDuration(timeout),
      maxBytes: maxPageSize,
      maxRedirects,
      attempts,
      robots,
      privateAddresses,
    },
  };
}

// Whoever is visited learns whom to ask; a site that is not configured yet says nothing.
function userAgentOf(site: string): string {
  const isPlaceholder = URL.parse(site)?.hostname === 'localhost';
  return isPlaceholder ? 'infra-blog/0.1' : `infra-blog/0.1 (+${site})`;
}
