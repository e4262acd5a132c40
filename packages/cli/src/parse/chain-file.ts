import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Document } from 'yaml';
import { invalidValue } from '../exit/usage-error.js';
import type { Terminal } from '../terminal.js';

type Place = Pick<Terminal, 'stdin' | 'cwd'>;

/** The most characters that a file may have. */
const largest = 4 * 2 ** 20;

/**
 * Reads what stands for a chain: its name, which is left as it is, else a file of YAML or JSON, or `-` for stdin. A file
 * whose name could be a chain's is named as `./file`.
 */
export async function chainOf(text: string, terminal: Place): Promise<unknown> {
  return /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(text) ? text : readChainFile(text, terminal);
}

/** Reads a chain from a file of YAML or JSON, or from stdin for `-`. */
export async function readChainFile(file: string, terminal: Place): Promise<unknown> {
  const text =
    file === '-' ? await readAll(terminal.stdin) : await readText(resolve(terminal.cwd, file), file);
  return parseChain(text, file === '-' ? 'stdin' : file);
}

/** Reads YAML, of which JSON is a part; a mistake is told with its line and column. */
export async function parseChain(text: string, place: string): Promise<unknown> {
  if (text.length > largest) throw invalidValue(`${place} is larger than ${largest} characters`);
  // Many times as quick, where it is.
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The other reader says where it is wrong.
    }
  }
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n');
    const at = `${line.length}:${(line.at(-1) ?? '').length + 1}`;
    throw invalidValue(`${place}:${at} is neither YAML nor JSON: ${error.message}`);
  }
  const chain = dataOf(document, place);
  // A text would be taken for the name of a chain.
  if (typeof chain === 'string') throw invalidValue(`${place} is a text, not a chain with steps`);
  return chain;
}

function dataOf(document: Document.Parsed, place: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalidValue(`${place} cannot be read: ${(cause as Error).message}`);
  }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw invalidValue(`cannot read '${file}': ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
}

async function readAll(stream: Terminal['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
