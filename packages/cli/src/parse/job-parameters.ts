import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError, invalidValue } from '../exit/usage-error.js';
import type { Terminal } from '../terminal.js';

/** What a run is given: a JSON object, or words that the job's own schema has still to read. */
export type GivenParameters = Readonly<Record<string, unknown>> | [string, string][];

/** Collects `-p key=value`. */
export function pair(text: string, before: [string, string][] | undefined): [string, string][] {
  const equals = text.indexOf('=');
  if (equals < 1) throw invalidValue(`-p takes key=value, not '${text}'`);
  return [...(before ?? []), [text.slice(0, equals), text.slice(equals + 1)]];
}

/** Reads `-p` and `--params`, of which one at most may be given; nothing is `{}`. */
export async function givenParameters(
  {
    parameter,
    params,
  }: { readonly parameter?: [string, string][] | undefined; readonly params?: string | undefined },
  terminal: Pick<Terminal, 'stdin' | 'cwd'>,
): Promise<GivenParameters> {
  if (parameter !== undefined && params !== undefined)
    throw new UsageError('-p and --params exclude each other');
  if (params !== undefined) return readParameters(params, terminal);
  return parameter ?? {};
}

/** Reads `--params`: JSON itself, `@file`, or `-` for what comes in on stdin. */
async function readParameters(
  text: string,
  terminal: Pick<Terminal, 'stdin' | 'cwd'>,
): Promise<Readonly<Record<string, unknown>>> {
  if (text === '-') return readObject(await readAll(terminal.stdin), 'stdin');
  if (!text.startsWith('@')) return readObject(text, '--params');
  const file = text.slice(1);
  try {
    return readObject(await readFile(resolve(terminal.cwd, file), 'utf8'), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error);
    throw invalidValue(`--params cannot read '${file}': ${reason}`);
  }
}

/** Reads a flag whose value is a JSON object. */
export function jsonObject(flag: string): (text: string) => Readonly<Record<string, unknown>> {
  return (text) => readObject(text, flag);
}

function readObject(text: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidValue(`${place} is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalidValue(`${place} must be a JSON object such as {"directory": "posts"}`);
}

async function readAll(stream: Terminal['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
