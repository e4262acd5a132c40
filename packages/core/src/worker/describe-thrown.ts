import { inspect } from 'node:util';

/** What is kept of something thrown. */
export interface ThrownDescription {
  readonly message: string;
  /** With the stacks of its causes; absent when what was thrown has none. */
  readonly stack?: string;
}

const messageLimit = 8_192;
const stackLimit = 16_384;
/** Causes of causes that are followed. */
const depthLimit = 5;

/** Describes whatever a job threw, an Error or not; never throws itself. */
export function describeThrown(thrown: unknown): ThrownDescription {
  try {
    const message = messageOf(thrown, depthLimit).slice(0, messageLimit);
    const stack = stackOf(thrown, depthLimit);
    return stack === null ? { message } : { message, stack: stack.slice(0, stackLimit) };
  } catch {
    return { message: 'something was thrown that cannot be described' };
  }
}

function messageOf(thrown: unknown, depth: number): string {
  if (!(thrown instanceof Error)) return textOf(thrown);
  if (thrown.message !== '') return textOf(thrown.message);
  // What a connection to a name with several addresses fails with: all that it says is in its parts.
  if (thrown instanceof AggregateError && depth > 0) {
    const parts = thrown.errors.map((error) => messageOf(error, depth - 1));
    if (parts.length > 0) return parts.join('; ');
  }
  return thrown.name;
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  return inspect(thrown, { depth: 2, breakLength: Infinity });
}

function stackOf(thrown: unknown, depth: number): string | null {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return null;
  if (thrown.cause === undefined || depth === 0) return thrown.stack;
  return `${thrown.stack}\ncaused by: ${stackOf(thrown.cause, depth - 1) ?? messageOf(thrown.cause, 0)}`;
}
