import { parse as parseToml, TomlDate, TomlError } from 'smol-toml';
import { parseDocument } from 'yaml';
import type { SplitDocument } from './split-front-matter.js';
import { UnusableFileError } from './unusable-file-error.js';

export type FrontMatter = Readonly<Record<string, unknown>>;

/**
 * Reads YAML (1.2) or TOML front matter into JSON; dates are strings as they are written.
 * @throws {UnusableFileError} with the line of the file when it does not parse, and when it is no mapping.
 */
export function parseFrontMatter(split: SplitDocument): FrontMatter {
  if (split.format === null) return {};
  const value = split.format === 'yaml' ? readYaml(split.frontMatter) : readToml(split.frontMatter);
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UnusableFileError('front matter: keys and values are expected, such as `title: My post`');
  }
  return storable(value) as FrontMatter;
}

// The fence is line 1 of the file, so what stands in line n of the front matter is in line n + 1.
function readYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length + 1;
    throw new UnusableFileError(`front matter, line ${line}: ${firstLine(error.message)}`);
  }
  return document.toJS();
}

function readToml(text: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = firstLine(error.message).replace(/^Invalid TOML document: /, '');
    throw new UnusableFileError(`front matter, line ${error.line + 1}: ${reason}`);
  }
}

/** The value as JSON that PostgreSQL stores: without NUL, halves of surrogate pairs, and numbers that are none. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof TomlDate) return value.toISOString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(storable);
  if (value instanceof Map || value instanceof Set) return storable(Object.fromEntries(value.entries()));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [storable(key) as string, storable(entry)]),
    );
  }
  return value ?? null;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
