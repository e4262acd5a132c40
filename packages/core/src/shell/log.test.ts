import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutputStream } from './log-index.js';
import { LogReader, logSize } from './log-reader.js';
import { LogWriter } from './log-writer.js';
import { OutputLines } from './output-lines.js';
import { ShellFiles } from './shell-files.js';

let home: string;
let files: ShellFiles;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'infra-log-'));
  files = new ShellFiles(home);
  files.prepare();
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const everything = { tail: null, stream: null, since: null } as const;

function write(pieces: readonly [stream: OutputStream, text: string, at?: number][], limit = 1e6): LogWriter {
  const log = new LogWriter(files, 1, limit);
  for (const [stream, text, at = 1_000] of pieces) log.write(stream, Buffer.from(text), at);
  log.close();
  return log;
}

function read(options: Partial<ConstructorParameters<typeof LogReader>[2]> = {}): string {
  const reader = new LogReader(files, 1, { ...everything, ...options });
  return [...reader.read()].map(({ bytes }) => bytes.toString()).join('');
}

describe('a log', () => {
  test('keeps both streams in the order in which they were read', () => {
    write([
      ['stdout', 'one\n'],
      ['stderr', 'wrong\n'],
      ['stdout', 'two\n'],
    ]);
    expect(read()).toBe('one\nwrong\ntwo\n');
    expect(read({ stream: 'stderr' })).toBe('wrong\n');
  });

  test('is readable by its owner alone', () => {
    write([['stdout', 'x']]);
    expect(statSync(files.log(1)).mode & 0o777).toBe(0o600);
    expect(statSync(files.directory).mode & 0o777).toBe(0o700);
  });

  test.each([
    [1, 'd\n'],
    [2, 'c\nd\n'],
    [3, 'b\nc\nd\n'],
    [4, 'a\nb\nc\nd\n'],
    [9, 'a\nb\nc\nd\n'],
  ])('gives its last %i lines, wherever they were cut when they were read', (tail, expected) => {
    write([
      ['stdout', 'a\nb'],
      ['stdout', '\n'],
      ['stdout', 'c\nd'],
      ['stdout', '\n'],
    ]);
    expect(read({ tail })).toBe(expected);
  });

  test('takes the last lines of one stream, and a last line without its end', () => {
    write([
      ['stderr', 'first\nsecond\n'],
      ['stdout', 'noise\nnoise\n'],
      ['stderr', 'third'],
    ]);
    expect(read({ stream: 'stderr', tail: 2 })).toBe('second\nthird');
  });

  test('finds what was read since a moment', () => {
    write(Array.from({ length: 2_000 }, (_, number) => ['stdout', `${number}\n`, number]));
    expect(read({ since: 1_998 })).toBe('1998\n1999\n');
    expect(read({ since: 5_000 })).toBe('');
  });

  test('keeps the beginning and the end of what is larger than its limit', () => {
    const pieces = Array.from({ length: 1_000 }, (_, at): [OutputStream, string] => [
      'stdout',
      `${String(at).padStart(24, '0')}\n`,
    ]);
    const { printed, lost } = write(pieces, 2_500);
    expect([printed, lost]).toEqual([25_000, 0]);
    expect(logSize(files, 1)).toBeLessThanOrEqual(2_500);
    const lines = read().trimEnd().split('\n').map(Number);
    expect(lines.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, at) => at));
    expect(lines.at(-1)).toBe(999);
    expect(lines.length).toBeGreaterThan(75);
    expect(read({ tail: 2 }).split('\n').map(Number)).toEqual([998, 999, 0]);
  });

  test('of a command that prints byte by byte takes no more than twice its limit with its index', () => {
    write(
      Array.from({ length: 5_000 }, () => ['stdout', '.']),
      4_096,
    );
    const sizes = readdirSync(files.directory).map((name) => statSync(join(files.directory, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2 * 4_096);
    expect(read()).toMatch(/^\.{100,}$/);
  });

  test('is handed over in turns with others, ends between two pieces when told to, and goes on from there', async () => {
    write(
      Array.from({ length: 40 }, () => ['stdout', 'x'.repeat(100_000)]),
      1e8,
    );
    const reader = new LogReader(files, 1, everything);
    const enough = new AbortController();
    let handed = 0;
    const take = ({ bytes }: { readonly bytes: Buffer }) => void (handed += bytes.length);
    setImmediate(() => enough.abort());
    await reader.handTo(take, enough.signal);
    expect(handed).toBeGreaterThan(0);
    expect(handed).toBeLessThan(2_000_000);
    await reader.handTo(take, new AbortController().signal);
    expect(handed).toBe(4_000_000);
  });

  test('keeps to its limit when one read brings more than that', () => {
    write([['stdout', `begin${'.'.repeat(5_000)}end`]], 1_000);
    expect(logSize(files, 1)).toBeLessThanOrEqual(1_000);
    expect(read()).toMatch(/^begin\.+end$/);
  });

  test('counts what the disk refuses, and goes on when it does not any more', () => {
    const log = new LogWriter(files, 1, 4_096);
    log.write('stdout', Buffer.alloc(2_048, 'a'), 1);
    // In the way of the next segment.
    mkdirSync(files.log(1, 1));
    log.write('stdout', Buffer.alloc(100, 'b'), 1);
    log.write('stdout', Buffer.alloc(100, 'b'), 1);
    expect(log.lost).toBe(200);
    rmSync(files.log(1, 1), { recursive: true });
    log.write('stdout', Buffer.alloc(100, 'c'), 1);
    log.close();
    expect(log.lost).toBe(200);
    expect(read()).toBe('a'.repeat(2_048) + 'c'.repeat(100));
  });

  test('goes on where an earlier attempt stopped', () => {
    write([['stdout', 'one\n']]);
    write([['stdout', 'two\n']]);
    expect(read()).toBe('one\ntwo\n');
  });

  test('is read on as it grows, into its next segment too', () => {
    const writer = new LogWriter(files, 1, 40);
    const reader = new LogReader(files, 1, everything);
    const next = () => [...reader.read()].map(({ bytes }) => bytes.toString()).join('');
    for (const text of ['aaaaaaaaa\n', 'bbbbbbbbb\n', 'ccccccccc\n', 'ddddddddd\n']) {
      writer.write('stdout', Buffer.from(text), 1);
      expect(next()).toBe(text);
    }
    writer.close();
    expect(next()).toBe('');
  });

  test('that is not there is empty', () => {
    expect(read()).toBe('');
    expect(read({ tail: 5 })).toBe('');
  });
});

describe('lines', () => {
  const piece = (stream: OutputStream, text: string | Buffer, at = 0) => ({
    at,
    stream,
    bytes: Buffer.from(text),
  });

  test('stay whole when the other stream interrupts them, with the time of their beginning', () => {
    const lines = new OutputLines();
    const told = [
      ...lines.take(piece('stdout', 'be', 1)),
      ...lines.take(piece('stderr', 'wrong\n', 2)),
      ...lines.take(piece('stdout', 'gin\nend', 3)),
      ...lines.rest(),
    ];
    expect(told).toEqual([
      { at: 2, stream: 'stderr', text: 'wrong' },
      { at: 1, stream: 'stdout', text: 'begin' },
      { at: 3, stream: 'stdout', text: 'end' },
    ]);
  });

  test('keep a character that two reads have cut', () => {
    const lines = new OutputLines();
    const bytes = Buffer.from('ä\n');
    lines.take(piece('stdout', bytes.subarray(0, 1)));
    expect(lines.take(piece('stdout', bytes.subarray(1)))).toMatchObject([{ text: 'ä' }]);
  });

  test('without an end are told in parts', () => {
    const lines = new OutputLines();
    const [part] = lines.take(piece('stdout', 'x'.repeat(1_000_001)));
    expect(part?.text).toHaveLength(1_000_001);
    expect(lines.rest()).toEqual([]);
  });
});
