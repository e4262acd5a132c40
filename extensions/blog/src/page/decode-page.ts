import { UnusableFileError } from '../document/unusable-file-error.js';

// As far as a browser looks for what a page says about itself.
const lookedAt = 1024;

const byteOrderMarks: readonly (readonly [bytes: readonly number[], charset: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * A page's text: by its byte order mark, else by what its host says, else by what it says itself, else as UTF-8.
 * @throws {UnusableFileError} when the character set is not known, or the bytes are not in it.
 */
export function decodePage(bytes: Uint8Array, told: string | null, isHtml: boolean): string {
  const mark = byteOrderMarks.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  const charset = mark?.[1] ?? told ?? (isHtml ? charsetWithin(bytes) : null) ?? 'utf-8';
  const decoder = decoderOf(charset);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new UnusableFileError(`said to be ${charset}, and is not`);
  }
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new UnusableFileError(`the character set '${charset.slice(0, 40)}' is not known`);
  }
}

function charsetWithin(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, lookedAt)).toString('latin1');
  const said = /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(start)?.[1] ?? null;
  // A page whose bytes could be read so far is not in UTF-16, whatever it says (as HTML's standard has it).
  return said !== null && /^utf-?16/i.test(said) ? 'utf-8' : said;
}
