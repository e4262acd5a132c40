import { closeSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { encodePiece, type OutputStream, pieceBytes } from './log-index.js';
import type { ShellFiles } from './shell-files.js';

/** Later segments that are kept beside the first: the newest one, and the one before it that is whole. */
const keptSegments = 2;

/**
 * Appends what a command prints to its log. Half of the limit is for the beginning; what comes behind that goes to
 * segments of a quarter each, of which the newest two are kept. The index of a segment may take as much again, so that a
 * command that prints byte by byte fills no disk either. Output that the disk refuses is lost, and counted.
 */
export class LogWriter {
  readonly #files: ShellFiles;
  readonly #id: number;
  readonly #limit: number;
  #segment: number;
  #log: number;
  #index: number;
  #size: number;
  #indexSize: number;
  #printed = 0;
  #lost = 0;

  constructor(files: ShellFiles, id: number, limit: number) {
    this.#files = files;
    this.#id = id;
    this.#limit = limit;
    this.#segment = files.segments(id).at(-1) ?? 0;
    this.#log = this.#open(files.log(id, this.#segment));
    this.#index = this.#open(files.index(id, this.#segment));
    this.#size = fstatSync(this.#log).size;
    this.#indexSize = fstatSync(this.#index).size;
  }

  /** Bytes that came. */
  get printed(): number {
    return this.#printed;
  }

  /** Bytes that could not be written. */
  get lost(): number {
    return this.#lost;
  }

  /** @param at milliseconds since the epoch. */
  write(stream: OutputStream, bytes: Uint8Array, at: number): void {
    this.#printed += bytes.length;
    try {
      for (let from = 0; from < bytes.length; ) {
        if (Math.max(this.#size, this.#indexSize) >= this.#room()) this.#next();
        const piece = bytes.subarray(from, from + this.#room() - this.#size);
        writeAll(this.#log, piece);
        writeSync(this.#index, encodePiece({ at, offset: this.#size, length: piece.length, stream }));
        this.#size += piece.length;
        this.#indexSize += pieceBytes;
        from += piece.length;
      }
    } catch {
      // The command shall not suffer from a full disk; what was half written stays unindexed behind the next piece.
      this.#lost += bytes.length;
      this.#size = fstatSync(this.#log).size;
    }
  }

  close(): void {
    closeSync(this.#log);
    closeSync(this.#index);
  }

  #room(): number {
    return Math.max(1, Math.floor(this.#limit / (this.#segment === 0 ? 2 : 4)));
  }

  #next(): void {
    const segment = this.#segment + 1;
    const index = this.#open(this.#files.index(this.#id, segment));
    const log = this.#openBeside(index, this.#files.log(this.#id, segment));
    this.close();
    this.#segment = segment;
    this.#log = log;
    this.#index = index;
    this.#size = 0;
    this.#indexSize = 0;
    const outdated = this.#segment - keptSegments;
    if (outdated < 1) return;
    rmSync(this.#files.log(this.#id, outdated), { force: true });
    rmSync(this.#files.index(this.#id, outdated), { force: true });
  }

  #open(path: string): number {
    return openSync(path, 'a', 0o600);
  }

  /** What is open stays open until both of the next segment's files are. */
  #openBeside(other: number, path: string): number {
    try {
      return this.#open(path);
    } catch (error) {
      closeSync(other);
      throw error;
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
