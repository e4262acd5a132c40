import { CommanderError } from '@commander-js/extra-typings';
import type { ErrorCode } from '@infra/core';
import { painter } from '../render/paint.js';
import { visibleText } from '../render/visible-text.js';
import { type Terminal, wantsColor } from '../terminal.js';
import { UsageError } from './usage-error.js';

/** An error as it is reported: what went wrong, in one sentence, and the way out. */
export interface ReportedError {
  readonly code: ErrorCode | 'internal_error';
  readonly message: string;
  readonly hint: string | null;
}

/** The exit code for an error, from the one table. */
export async function exitCodeFor(error: unknown): Promise<number> {
  const { code } = describeError(error);
  // A mistake on the command line is told without loading core, where the table is.
  if (error instanceof UsageError || error instanceof CommanderError) return 2;
  const { exitCodeOf } = await import('@infra/core');
  return code === 'internal_error' ? exitCodeOf.operation_failed : exitCodeOf[code];
}

/** Writes an error to stderr: a sentence for people, or an object with `--json`; its stack only with `--debug`. */
export function reportError(
  error: unknown,
  terminal: Terminal,
  flags: { readonly json: boolean; readonly debug: boolean; readonly color: boolean },
): void {
  const reported = describeError(error);
  const paint = painter(wantsColor(terminal.stderr, terminal.env, flags.color && !flags.json));
  const stack = flags.debug && error instanceof Error ? `${visibleText(stackOf(error))}\n` : '';
  if (flags.json) {
    terminal.stderr.write(`${stack}${JSON.stringify({ error: reported })}\n`);
    return;
  }
  const hint = reported.hint === null ? '' : `${paint('dim', 'hint:')} ${visibleText(reported.hint)}\n`;
  terminal.stderr.write(`${paint('red', 'error:')} ${visibleText(reported.message)}\n${hint}${stack}`);
}

/** What an error says to its user. */
export function describeError(error: unknown): ReportedError {
  if (error instanceof CommanderError) {
    return { code: 'usage', message: inOneSentence(error.message), hint: null };
  }
  if (error instanceof UsageError || isInfraError(error)) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal_error', message, hint: 'run it again with --debug to see where it happened' };
}

interface HasCode extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
}

// By shape: the class is in core, which may not have been loaded. Errors of Node and of the driver have no hint.
function isInfraError(error: unknown): error is HasCode {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'hint' in error &&
    !('severity' in error)
  );
}

/** `error: unknown command 'lst'\n(Did you mean list?)` → `unknown command 'lst': did you mean 'list'?` */
function inOneSentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (?:one of )?(.*)\?\)$/s, (_, names: string) => {
      return `: did you mean ${names
        .split(', ')
        .map((name) => `'${name}'`)
        .join(' or ')}?`;
    });
}

function stackOf(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\ncaused by ${stackOf(error.cause)}` : stack;
}
