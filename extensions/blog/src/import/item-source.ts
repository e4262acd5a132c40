import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { DocumentThread } from '../document/document-thread.js';
import { UnusableFileError } from '../document/unusable-file-error.js';
import { isMarkdown, type MarkdownFile } from '../files/find-markdown-files.js';
import { asMarkdownFile, lookAtFile, type NamedFile } from '../files/look-at-file.js';
import { readSourceFile } from '../files/read-source-file.js';
import type { PageSource } from '../page/convert-page.js';
import type { FetchedPage, PageFetcher } from '../web/page-fetcher.js';
import { capturedName, keepCaptured } from './captured-file.js';
import type { ImportItem } from './import-item.js';
import type { ImportRules } from './import-rules.js';

/** Makes Markdown files of items: a Markdown file is taken where it lies, a page is kept as one. */
export class ItemSource {
  readonly #rules: ImportRules;
  readonly #fetcher: PageFetcher;
  readonly #thread: () => Promise<DocumentThread>;

  constructor(rules: ImportRules, fetcher: PageFetcher, thread: () => Promise<DocumentThread>) {
    this.#rules = rules;
    this.#fetcher = fetcher;
    this.#thread = thread;
  }

  /** @throws {UnusableFileError} with the reason why there is none. */
  async fileOf(item: ImportItem, signal: AbortSignal): Promise<MarkdownFile> {
    signal.throwIfAborted();
    switch (item.kind) {
      case 'refused':
        throw new UnusableFileError(item.reason);
      case 'url':
        return await this.#keep(item.url, pageSourceOf(await this.#fetcher.fetch(item.url, signal)));
      case 'file':
        return await this.#named(await lookAtFile(item.absolute), signal);
    }
  }

  async #named(file: NamedFile, signal: AbortSignal): Promise<MarkdownFile> {
    if (isMarkdown(file.absolute)) return await asMarkdownFile(file, this.#rules.places);
    if (!/\.(?:html?|xhtml)$/i.test(file.absolute)) {
      throw new UnusableFileError('neither Markdown nor HTML, by the ending of its name');
    }
    const bytes = await readSourceFile(file, this.#rules.maxPageSize, signal);
    return await this.#keep(pathToFileURL(file.absolute), {
      bytes,
      charset: null,
      url: null,
      format: 'html',
    });
  }

  async #keep(source: URL, page: PageSource): Promise<MarkdownFile> {
    const { pages, pagesRoot } = this.#rules;
    // A disk that is away must not be stood in for: the next ingestion would believe that all else is gone.
    if (pagesRoot !== null && !(await isDirectory(pagesRoot))) {
      throw new UnusableFileError(`it cannot be kept: there is no directory ${pagesRoot}`);
    }
    const markdown = await (await this.#thread()).convert(page);
    const path = await keepCaptured(pages, capturedName(source), markdown);
    return await asMarkdownFile(await lookAtFile(path), this.#rules.places);
  }
}

/** @throws {UnusableFileError} for what is neither HTML nor Markdown. */
function pageSourceOf({ url, mediaType, charset, bytes }: FetchedPage): PageSource {
  const format = formatOf(mediaType, new URL(url).pathname);
  if (format === null) {
    const kind = mediaType === '' ? 'the host does not say what it is, and its name neither' : mediaType;
    throw new UnusableFileError(`neither HTML nor Markdown: ${kind}`);
  }
  return { bytes, charset, url, format };
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

function formatOf(mediaType: string, path: string): PageSource['format'] | null {
  if (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') return 'html';
  if (mediaType === 'text/markdown' || mediaType === 'text/x-markdown') return 'markdown';
  // Hosts of plain files know no Markdown: the name says it.
  const isPlain = ['', 'text/plain', 'application/octet-stream'].includes(mediaType);
  if (isPlain && isMarkdown(path)) return 'markdown';
  return mediaType === '' && /\.(?:html?|xhtml)$/i.test(path) ? 'html' : null;
}
