import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { eachLine } from './output-lines.js';

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  eachLine(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  return lines;
}

test('output becomes lines, whatever pieces it comes in', async () => {
  expect(await linesOf('one\ntw', 'o\r\n\nthree')).toEqual(['one', 'two', 'three']);
  const umlaut = Buffer.from('grün\n');
  expect(await linesOf(umlaut.subarray(0, 3), umlaut.subarray(3))).toEqual(['grün']);
});

test('a line without an end is cut', async () => {
  const lines = await linesOf('x'.repeat(40_000));
  expect(lines.map((line) => line.length)).toEqual([16_384, 16_384, 7_232]);
});
