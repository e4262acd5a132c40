import { UnusableFileError } from './unusable-file-error.js';

/** A file's text cut in two. */
export interface SplitDocument {
  readonly format: 'yaml' | 'toml' | null;
  /** What stands between the fences; '' when there is none. */
  readonly frontMatter: string;
  readonly body: string;
}

const fences = {
  '---': { format: 'yaml', closing: /^(?:---|\.\.\.)[ \t]*$/m },
  '+++': { format: 'toml', closing: /^\+\+\+[ \t]*$/m },
} as const;

/**
 * Separates front matter from the Markdown below it. Line ends become `\n`; a byte order mark is dropped.
 * @throws {UnusableFileError} when front matter is opened and never closed.
 */
export function splitFrontMatter(text: string): SplitDocument {
  const unix = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const opening = /^(---|\+\+\+)[ \t]*\n/.exec(unix);
  if (opening === null) return { format: null, frontMatter: '', body: unix };

  const fence = opening[1] as keyof typeof fences;
  const rest = unix.slice(opening[0].length);
  const closing = fences[fence].closing.exec(rest);
  if (closing === null) throw new UnusableFileError(`front matter: opened by ${fence} and never closed`);
  return {
    format: fences[fence].format,
    frontMatter: rest.slice(0, closing.index),
    body: rest.slice(closing.index + closing[0].length + 1),
  };
}
