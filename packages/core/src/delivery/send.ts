import { spawn } from 'node:child_process';
import type { NotificationBody } from './notification-body.js';

/** How long the outside may take, in milliseconds. */
export interface Patience {
  readonly webhookMs: number;
  readonly commandMs: number;
}

/** Why something could not be told. It never names the target: a webhook's URL is a secret. */
export class UndeliveredError extends Error {
  override readonly name = 'UndeliveredError';
}

/**
 * Calls a URL: POST with a JSON body, or GET without one.
 * @throws {UndeliveredError} when the answer is not a success, or none comes in time. @throws when the signal aborts.
 */
export async function callWebhook(
  url: string,
  body: NotificationBody | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(timeoutMs);
  const init =
    body === null
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, late]) });
    await response.body?.cancel();
    if (!response.ok) throw new UndeliveredError(`the webhook answered with status ${response.status}`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UndeliveredError) throw error;
    if (late.aborted) throw new UndeliveredError(`the webhook did not answer within ${timeoutMs} ms`);
    throw new UndeliveredError(`the webhook cannot be reached${codeOf((error as Error).cause ?? error)}`);
  }
}

/**
 * Runs a program, without a shell, with the JSON on its standard input. What it prints is not read.
 * @throws {UndeliveredError} when it cannot be started, ends with another exit code than 0, or takes too long: then it
 * is killed. @throws when the signal aborts.
 */
export async function runCommand(
  [program = '', ...args]: readonly string[],
  body: NotificationBody,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(timeoutMs);
  const ended = new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      signal: AbortSignal.any([signal, late]),
      killSignal: 'SIGKILL',
    });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      if (code === 0) resolve();
      else reject(new UndeliveredError(`the command ended with ${by ?? `exit code ${code}`}`));
    });
    // A program that does not read its input is no mistake.
    child.stdin.on('error', () => {});
    child.stdin.end(`${JSON.stringify(body)}\n`);
  });
  try {
    await ended;
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) throw new UndeliveredError(`the command did not end within ${timeoutMs} ms`);
    if (error instanceof UndeliveredError) throw error;
    throw new UndeliveredError(`the command cannot be started${codeOf(error)}`);
  }
}

/** Only the code: the message of a network error names the host, and that of a bad URL the URL. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? `: ${code}` : '';
}
