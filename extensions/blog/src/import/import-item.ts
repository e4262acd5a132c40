import { resolve } from 'node:path';

/** One entry of an import list. */
export type ImportItem = {
  /** Two entries with the same key are the same item. */
  readonly key: string;
  /** As it is written into a list of its own: a URL, or an absolute path. */
  readonly text: string;
  /** For logs and reports: without what may be a secret. */
  readonly shown: string;
} & (
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'file'; readonly absolute: string }
  | { readonly kind: 'refused'; readonly reason: string }
);

const longestUrl = 2000;
const longestPath = 4000;

// Parameters of a query that are likely to give access to something.
const secretName = /token|secret|passw|signature|^sig$|^key$|api_?key|auth|session|^code$/i;

/**
 * Reads an entry: what begins with `scheme://` is a URL, anything else a path.
 * @param base the directory that a relative path starts from.
 */
export function readItem(entry: string, base: string): ImportItem {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(entry)?.[1]?.toLowerCase();
  if (scheme !== undefined) return readUrl(entry, scheme);
  if (entry.includes('\0')) return refused(entry, 'no path: it holds a NUL');
  const absolute = resolve(base, entry);
  if (Buffer.byteLength(absolute) > longestPath) return refused(absolute, 'the name is too long');
  return { kind: 'file', key: absolute, text: absolute, shown: absolute, absolute };
}

function readUrl(entry: string, scheme: string): ImportItem {
  if (entry.length > longestUrl) return refused(entry, `longer than ${longestUrl} characters`);
  if (scheme !== 'http' && scheme !== 'https') return refused(entry, `'${scheme}' is neither http nor https`);
  const url = URL.parse(entry);
  if (url === null) return refused(entry, 'not a URL');
  if (url.username !== '' || url.password !== '') {
    return refused(entry, 'holds a user name or a password: pages behind a login are not imported');
  }
  url.hash = '';
  return { kind: 'url', key: url.href, text: url.href, shown: showUrl(url.href), url };
}

// What is refused is kept only as it is shown: it may hold a password.
function refused(entry: string, reason: string): ImportItem {
  const shown = showUrl(entry.replaceAll('\0', '\uFFFD').slice(0, longestUrl).toWellFormed());
  return { kind: 'refused', key: shown, text: shown, shown, reason };
}

/** A URL for people: `***` in place of a password and of query values that look like secrets. A path stays as it is. */
export function showUrl(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return text
    .replace(/^([^:]*:\/\/)[^/?#]*@/, '$1***@')
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, before: string, name: string) =>
      secretName.test(name) ? `${before}${name}=***` : whole,
    );
}
