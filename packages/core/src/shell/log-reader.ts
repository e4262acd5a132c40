import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { decodePiece, type LogPiece, type OutputStream, pieceBytes } from './log-index.js';
import type { ShellFiles } from './shell-files.js';

/** Which output to read. */
export interface OutputFilter {
  /** Both, when it is null. */
  readonly stream: OutputStream | null;
  /** Milliseconds since the epoch: only what was read then or later. */
  readonly since: number | null;
}

/** A part of what one piece holds. */
export interface Output {
  readonly at: number;
  readonly stream: OutputStream;
  readonly bytes: Buffer;
}

/** A place in a log. */
interface Position {
  readonly segment: number;
  /** The number of the piece in its segment. */
  readonly piece: number;
  /** Bytes of the piece that are left out. */
  readonly skip: number;
}

/** Entries of an index that are read at once. */
const entriesAtOnce = 512;

/** Bytes that are handed over without a turn for others. */
const turnBytes = 1_000_000;

const newline = 0x0a;

/**
 * Reads a log from a place on, as far as it goes; called again it goes on with what has come. Whatever the size of the
 * log, only the parts that are asked for are read.
 */
export class LogReader {
  readonly #files: ShellFiles;
  readonly #id: number;
  readonly #filter: OutputFilter;
  #position: Position;
  readonly #left: boolean;

  /** @param tail the last so many lines; null for all. */
  constructor(files: ShellFiles, id: number, options: OutputFilter & { readonly tail: number | null }) {
    this.#files = files;
    this.#id = id;
    this.#filter = options;
    const first = { segment: files.segments(id)[0] ?? 0, piece: 0, skip: 0 };
    const start = options.tail === null ? first : this.#beforeLastLines(options.tail);
    this.#position =
      options.since === null ? (start ?? first) : later(start ?? first, this.#since(options.since));
    this.#left = options.tail !== null && start !== null;
  }

  /** Whether there is output before what is read. */
  get hasMore(): boolean {
    return this.#left;
  }

  /** What is there and was not read yet. */
  *read(): Generator<Output> {
    for (const segment of this.#files.segments(this.#id)) {
      if (segment < this.#position.segment) continue;
      // What was to come next has been left out meanwhile, for want of room.
      if (segment > this.#position.segment) this.#position = { segment, piece: 0, skip: 0 };
      yield* this.#readSegment(segment);
    }
  }

  /**
   * Hands over what {@link read} gives, piece after piece, and lets others have their turn again and again: while a large
   * log goes to a terminal, a Ctrl-C is to be heard.
   * @param signal ends it between two pieces; called again it goes on from there.
   */
  async handTo(take: (output: Output) => void | Promise<void>, signal: AbortSignal): Promise<void> {
    let handed = 0;
    for (const output of this.read()) {
      await take(output);
      handed += output.bytes.length;
      if (handed < turnBytes) continue;
      handed = 0;
      await turn();
      if (signal.aborted) return;
    }
  }

  *#readSegment(segment: number): Generator<Output> {
    const file = new SegmentFile(this.#files, this.#id, segment);
    try {
      for (let piece = file.piece(this.#position.piece); piece !== null; ) {
        const { skip } = this.#position;
        this.#position = { segment, piece: this.#position.piece + 1, skip: 0 };
        if (this.#wants(piece)) {
          const bytes = file.bytes(piece.offset + skip, piece.length - skip);
          yield { at: piece.at, stream: piece.stream, bytes };
        }
        piece = file.piece(this.#position.piece);
      }
    } finally {
      file.close();
    }
  }

  #wants({ stream }: LogPiece): boolean {
    return this.#filter.stream === null || this.#filter.stream === stream;
  }

  /** Where the last so many lines begin; null where there are no more than that. Reads backwards from the end. */
  #beforeLastLines(lines: number): Position | null {
    const counter = new BackwardLines(lines);
    for (const segment of this.#files.segments(this.#id).toReversed()) {
      const file = new SegmentFile(this.#files, this.#id, segment);
      try {
        const found = this.#lineStart(file, counter);
        if (found !== null) return { segment, ...found };
      } finally {
        file.close();
      }
    }
    return null;
  }

  #lineStart(file: SegmentFile, counter: BackwardLines): Omit<Position, 'segment'> | null {
    for (let number = file.count - 1; number >= 0; number--) {
      const piece = file.piece(number);
      if (piece === null || !this.#wants(piece)) continue;
      const skip = counter.startIn(file.bytes(piece.offset, piece.length));
      if (skip !== null) return { piece: number, skip };
    }
    return null;
  }

  /** The first piece that was read at a moment or later. */
  #since(moment: number): Position {
    const segments = this.#files.segments(this.#id);
    for (const segment of segments) {
      const file = new SegmentFile(this.#files, this.#id, segment);
      try {
        const piece = file.firstSince(moment);
        if (piece < file.count) return { segment, piece, skip: 0 };
      } finally {
        file.close();
      }
    }
    const last = segments.at(-1) ?? 0;
    return { segment: last, piece: countOf(this.#files.index(this.#id, last)), skip: 0 };
  }
}

/** Counts lines from the end of a text that is given piece by piece, the last one first. */
class BackwardLines {
  readonly #wanted: number;
  #found = 0;
  #isEnd = true;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  /** Where in this piece the first of the wanted lines begins; null when it begins before it. */
  startIn(bytes: Buffer): number | null {
    // The line break at the very end begins no line.
    const ends = this.#isEnd && bytes.at(-1) === newline;
    this.#isEnd = false;
    for (let at = lastBreak(bytes, bytes.length - (ends ? 2 : 1)); at >= 0; at = lastBreak(bytes, at - 1)) {
      this.#found++;
      if (this.#found === this.#wanted) return at + 1;
    }
    return null;
  }
}

/** One segment of a log with its index. */
class SegmentFile {
  readonly #log: number | null;
  readonly #index: number | null;
  #entries: Buffer = Buffer.alloc(0);
  #first = 0;

  constructor(files: ShellFiles, id: number, segment: number) {
    this.#log = opened(files.log(id, segment));
    this.#index = opened(files.index(id, segment));
  }

  get count(): number {
    return this.#index === null ? 0 : Math.floor(fstatSync(this.#index).size / pieceBytes);
  }

  /** The piece with this number; null behind the last one. */
  piece(number: number): LogPiece | null {
    const isRead = number >= this.#first && number < this.#first + this.#entries.length / pieceBytes;
    if (!isRead) this.#load(number);
    const at = number - this.#first;
    return (at + 1) * pieceBytes <= this.#entries.length ? decodePiece(this.#entries, at) : null;
  }

  /** The number of the first piece that was read at a moment or later: pieces stand in the order of time. */
  firstSince(moment: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const piece = this.piece(middle);
      if (piece !== null && piece.at < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  bytes(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const read = this.#log === null ? 0 : readSync(this.#log, bytes, 0, length, offset);
    return bytes.subarray(0, read);
  }

  close(): void {
    for (const file of [this.#log, this.#index]) if (file !== null) closeSync(file);
  }

  /** Reads some entries around one: whoever reads backwards shall find those before it too. */
  #load(number: number): void {
    this.#entries = Buffer.alloc(0);
    this.#first = Math.max(0, number - entriesAtOnce / 2);
    if (this.#index === null) return;
    const bytes = Buffer.alloc(entriesAtOnce * pieceBytes);
    const read = readSync(this.#index, bytes, 0, bytes.length, this.#first * pieceBytes);
    this.#entries = bytes.subarray(0, read - (read % pieceBytes));
  }
}

/** Bytes that a log has on the disk. */
export function logSize(files: ShellFiles, id: number): number {
  return files.segments(id).reduce((sum, segment) => sum + sizeOf(files.log(id, segment)), 0);
}

function lastBreak(bytes: Buffer, from: number): number {
  return from < 0 ? -1 : bytes.lastIndexOf(newline, from);
}

function later(one: Position, other: Position): Position {
  if (one.segment !== other.segment) return one.segment > other.segment ? one : other;
  return one.piece >= other.piece ? one : other;
}

function countOf(path: string): number {
  return Math.floor(sizeOf(path) / pieceBytes);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function opened(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
