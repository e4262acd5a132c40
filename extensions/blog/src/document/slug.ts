import slugify from '@sindresorhus/slugify';
import { slug as githubSlug } from 'github-slugger';

const longest = 200;

/**
 * Text as one segment of an address: small ASCII letters, digits and `-`, at most 200 characters. Scripts that have no
 * transliteration keep their letters. '' when nothing of it can stand in an address.
 */
export function toSlug(text: string): string {
  const ascii = slugify(text, { decamelize: false });
  const slug = ascii === '' ? githubSlug(text).replace(/^-+|-+$/g, '') : ascii;
  return slug.length <= longest
    ? slug
    : slug
        .slice(0, longest)
        .toWellFormed()
        .replace(/[-\uFFFD]+$/, '');
}

/** A path as address segments, each a slug; segments that leave nothing are left out. */
export function toSlugPath(path: string): string {
  const segments = path.split('/').map(toSlug);
  const slug = segments.filter((segment) => segment !== '').join('/');
  return slug.length <= longest
    ? slug
    : slug
        .slice(0, longest)
        .toWellFormed()
        .replace(/[-/\uFFFD]+$/, '');
}
