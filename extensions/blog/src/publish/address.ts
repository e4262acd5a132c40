import { posix } from 'node:path';

/**
 * A place on the site, from its top and without a leading slash: `''` is the home page, `posts/clocks/` a page in a
 * folder of its own, `atom.xml` a file.
 */
export type Address = string;

/** The file that a web server sends for an address. */
export function fileOf(address: Address): string {
  return address === '' || address.endsWith('/') ? `${address}index.html` : address;
}

/** How a page links to an address: relative, so that the site works below any base path. */
export function linkTo(address: Address, from: Address): string {
  const folder = from.endsWith('/') || from === '' ? from : `${posix.dirname(from)}/`;
  const link = posix.relative(`/${folder}`, `/${address}`);
  const closed = address.endsWith('/') && link !== '' ? `${link}/` : link;
  if (address === '' && link !== '') return `${link}/`;
  return closed === '' ? './' : encodeURI(closed).replace(/[?#]/g, encodeURIComponent);
}

/** The whole URL of an address, for feeds and search engines. */
export function absoluteUrl(address: Address, siteUrl: string): string {
  const base = siteUrl.endsWith('/') ? siteUrl : `${siteUrl}/`;
  return new URL(encodeURI(address).replace(/[?#]/g, encodeURIComponent), base).href;
}

/** The address that a former one names, or null when it names none on this site (another site, or out of its top). */
export function readAlias(alias: string): Address | null {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(alias)) return null;
  const path = decoded(alias.replace(/[?#].*$/, ''));
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.length === 0 || segments.some((segment) => !isPlain(segment))) return null;
  // The file of a page's own folder is that page.
  if (/^index\.html?$/i.test(segments.at(-1) ?? '')) segments.splice(-1, 1, '');
  const last = segments.at(-1) ?? '';
  return last === '' || /\.html?$/i.test(last) ? segments.join('/') : `${segments.join('/')}/`;
}

function isPlain(segment: string): boolean {
  return !segment.startsWith('.') && Buffer.byteLength(segment) <= 200 && !/[\p{Cc}\\]/u.test(segment);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
