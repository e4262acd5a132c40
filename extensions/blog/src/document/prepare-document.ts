import type { MarkdownFile } from '../files/find-markdown-files.js';
import type { DocumentDraft } from '../store/document-draft.js';
import { readFileName } from './file-name-facts.js';
import { readFrontMatterFields } from './front-matter-fields.js';
import { hashOf } from './hash-of.js';
import { parseFrontMatter } from './parse-front-matter.js';
import { readDate } from './read-date.js';
import { parseMarkdown } from './render-markdown.js';
import { splitFrontMatter } from './split-front-matter.js';
import { stripMdx } from './strip-mdx.js';
import { UnusableFileError } from './unusable-file-error.js';

/** What is the same for all files of a run. */
export interface PrepareOptions {
  /** The zone of dates that name none. */
  readonly timeZone: string;
  /** Kept with the document: see `DocumentTable.recipe`. */
  readonly recipe: string;
}

/**
 * Makes a document of a file's bytes; nothing else is read.
 * @throws {UnusableFileError} with the reason for the report.
 */
export function prepareDocument(
  file: MarkdownFile,
  bytes: Uint8Array,
  { timeZone, recipe }: PrepareOptions,
): DocumentDraft {
  const split = splitFrontMatter(decode(bytes));
  const frontMatter = parseFrontMatter(split);
  const fields = readFrontMatterFields(frontMatter, { timeZone, nested: file.nested });
  const facts = readFileName(file.relativePath, file.nested);
  const isMdx = /\.mdx$/i.test(file.path);
  const markdown = parseMarkdown(isMdx ? stripMdx(split.body) : split.body);
  const title = (fields.title ?? markdown.firstHeading ?? facts.title).slice(0, 500).toWellFormed();
  return {
    collection: file.collection,
    root: file.root,
    path: file.path,
    wantedSlug: fields.slug ?? facts.slug,
    title,
    excerpt: fields.excerpt ?? markdown.excerpt,
    html: markdown.render(title),
    frontMatter,
    authors: fields.authors,
    aliases: fields.aliases,
    position: fields.position,
    status: facts.draft ? 'draft' : fields.status,
    publishedAt: fields.publishedAt ?? (facts.date === null ? null : readDate(facts.date, timeZone)),
    modifiedAt: fields.modifiedAt,
    contentHash: hashOf(bytes),
    size: file.size,
    modifiedUs: file.modifiedUs,
    changedUs: file.changedUs,
    recipe,
    terms: fields.terms,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    // PostgreSQL stores no NUL; CommonMark has it replaced anyway.
    return utf8.decode(bytes).replaceAll('\0', '\uFFFD');
  } catch {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new UnusableFileError(isUtf16 ? 'UTF-16, not UTF-8' : 'not UTF-8');
  }
}
