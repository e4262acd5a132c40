import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { queueNameFault } from '@infra/traits/values';
import { InfraError } from '../errors/infra-error.js';
import { isShellId } from '../shell-runs/shell-run.js';

/** A command line as a caller asks for it. */
export interface AskedCommand {
  /** For the shell; null where there are arguments. */
  readonly command: string | null;
  /** A program and its arguments: no shell. */
  readonly arguments: readonly string[] | null;
  /** Where the caller is. */
  readonly directory: string;
  /** Where the command runs, from there; the same by default. */
  readonly cwd?: string | undefined;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly queue?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Bytes of output that are kept. */
  readonly logLimit?: number | undefined;
}

/** What was asked for, checked. */
export interface ReadCommand {
  readonly command: string;
  readonly arguments: readonly string[] | null;
  readonly directory: string;
  readonly name: string | null;
  readonly key: string | null;
  readonly queue: string;
  readonly timeoutMs: number | null;
  readonly logLimit: number;
}

/** A command or one of its options cannot be what it is. */
export class InvalidCommandError extends InfraError {
  readonly code = 'invalid_value';
}

const longestText = 255;
const defaultLogLimit = 256 * 2 ** 20;
/** Less would keep nothing that is worth reading. */
const smallestLog = 4_096;

// What `runs list` and `runs cancel` take instead of an id.
const filterWords = new Set(
  'all pending awaiting_approval approved queued running processing active done completed success failed cancelled'.split(
    ' ',
  ),
);

/**
 * Reads what a caller asks to be run; nothing is touched.
 * @throws {InvalidCommandError} for the first thing that is not valid.
 */
export function readCommand(asked: AskedCommand): ReadCommand {
  const { timeoutMs = null, logLimit = defaultLogLimit, queue = 'default' } = asked;
  const command = commandOf(asked);
  const queueFault = queueNameFault(queue);
  if (queueFault !== null) throw new InvalidCommandError(queueFault);
  if (timeoutMs !== null && !(timeoutMs > 0))
    throw new InvalidCommandError('the timeout must be longer than nothing', {
      hint: 'leave it out for no limit',
    });
  if (!Number.isSafeInteger(logLimit) || logLimit < smallestLog)
    throw new InvalidCommandError(`a log keeps at least ${smallestLog} bytes, not ${logLimit}`);
  return {
    command,
    arguments: asked.arguments,
    directory: directoryOf(asked),
    name: asked.name === undefined ? null : nameOf(asked.name),
    key: asked.key === undefined ? null : textOf('key', asked.key),
    queue,
    timeoutMs,
    logLimit,
  };
}

function commandOf({ command, arguments: words }: AskedCommand): string {
  const text = command ?? (words ?? []).map(quoted).join(' ');
  if (text.trim() === '' || words?.[0] === '')
    throw new InvalidCommandError('there is no command', { hint: "give one: infra exec 'make build'" });
  if ([text, ...(words ?? [])].some((part) => part.includes('\0')))
    throw new InvalidCommandError('a command has no NUL character');
  return text;
}

/** As a shell would have to be told, so that it reads as what it is. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function directoryOf({ directory, cwd }: AskedCommand): string {
  const path = resolve(directory, cwd ?? '.');
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return path;
  throw new InvalidCommandError(
    `'${path}' is ${found === undefined ? 'no directory: it does not exist' : 'no directory'}`,
    {
      hint: 'give a directory that exists with --cwd',
    },
  );
}

function nameOf(name: string): string {
  const text = textOf('name', name);
  if (/^\d+$/.test(text) || isShellId(text) || filterWords.has(text))
    throw new InvalidCommandError(`'${text}' cannot be a name: it would be read as an id or as a filter`);
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._:/@ +-]*$/u.test(text))
    throw new InvalidCommandError(`'${text}' cannot be a name`, {
      hint: 'a name begins with a letter or a digit and goes on with letters, digits, spaces and . _ : / @ + -',
    });
  return text;
}

function textOf(what: string, text: string): string {
  if (text === '') throw new InvalidCommandError(`the ${what} is empty`);
  if (text.length <= longestText && !text.includes('\0')) return text;
  throw new InvalidCommandError(`a ${what} has at most ${longestText} characters, and no NUL`);
}
