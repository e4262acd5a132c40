import { inspect } from 'node:util';
import type { JobLogger } from '@infra/traits';
import { storableJson } from '../database/storable-json.js';
import type { LogLevel, NewLogLine } from '../logs/log-store.js';
import { concealed, concealedJson } from './conceal.js';
import { describeThrown } from './describe-thrown.js';

/** Characters of one message that are kept. */
const messageLimit = 16_384;

/** Where the lines of attempts go, in the order in which they come. */
export interface LineSink {
  /** The time by which lines are dated, in milliseconds since the epoch. */
  now(): number;
  /** Takes a line; returns its number, 0 for one that is dropped. */
  add(line: NewLogLine): number;
  /** The number of the last line that is written, or lost and told. */
  readonly written: number;
  /** Resolves when the lines up to this number are written, or lost and told. */
  flushed(upTo: number): Promise<void>;
}

/** Whose lines they are. */
export interface LineOwner {
  readonly runId: number;
  readonly attempt: number;
  /** Its lines are kept only while this worker holds the run; null: in any case. */
  readonly workerId: number | null;
}

/** The log of one attempt. */
export class AttemptLog {
  /** For the job; its methods may be taken off it. */
  readonly logger: JobLogger;
  readonly #sink: LineSink;
  readonly #owner: LineOwner;
  #last = 0;
  #hidden: readonly string[] = [];

  constructor(sink: LineSink, owner: LineOwner) {
    this.#sink = sink;
    this.#owner = owner;
    this.logger = {
      debug: (message, fields) => this.#write('debug', message, fields),
      info: (message, fields) => this.#write('info', message, fields),
      warn: (message, fields) => this.#write('warn', message, fields),
      error: (message, fields) => this.#write('error', message, fields),
    };
  }

  /** Whether a line is still to be written. */
  get pending(): boolean {
    return this.#last > this.#sink.written;
  }

  /** Puts `***` in the place of these texts in every line from now on. */
  hide(secrets: readonly string[]): void {
    this.#hidden = secrets;
  }

  /** Resolves when every line so far is written, or lost and told. */
  flushed(): Promise<void> {
    return this.#sink.flushed(this.#last);
  }

  #write(level: LogLevel, message: unknown, fields?: Readonly<Record<string, unknown>>): void {
    // An author without a compiler may hand over an error as it is.
    const text = typeof message === 'string' ? message : inspect(message);
    const added = this.#sink.add({
      ...this.#owner,
      at: new Date(this.#sink.now()),
      level,
      message: concealed(text, this.#hidden).slice(0, messageLimit),
      fields: fields === undefined ? null : jsonOf(fields, this.#hidden),
    });
    this.#last = Math.max(this.#last, added);
  }
}

// At once, and not when the batch goes out: the job may change its object meanwhile.
function jsonOf(fields: Readonly<Record<string, unknown>>, hidden: readonly string[]): string {
  try {
    return storableJson(concealedJson(fields, hidden));
  } catch (error) {
    return storableJson({ not_json: describeThrown(error).message });
  }
}
