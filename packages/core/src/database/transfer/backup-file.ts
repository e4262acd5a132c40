import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { InfraError } from '../../errors/infra-error.js';
import { isReadable } from './load-database.js';
import { BackupUnreadableError } from './transfer-errors.js';
import type { TransferItem } from './transfer-item.js';

/** A file stands where a backup is to be written. */
class BackupExistsError extends InfraError {
  override readonly code = 'usage';

  constructor(file: string) {
    super(`${file} is there already`, { hint: 'give another name, or remove it first' });
  }
}

/**
 * Writes items to a new file that its owner alone may read: gzip, one JSON object a line. What cannot be finished is
 * removed.
 * @throws {BackupExistsError}
 */
export async function writeBackup(file: string, items: AsyncIterable<TransferItem>): Promise<void> {
  const lines = async function* () {
    for await (const item of items) yield `${JSON.stringify(item)}\n`;
  };
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await pipeline(Readable.from(lines()), createGzip(), target);
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') throw new BackupExistsError(file);
    await rm(file, { force: true });
    throw error;
  }
}

/**
 * Reads the items of a file, the header first.
 * @throws {BackupUnreadableError} as soon as something is not as it was written.
 */
export async function* readBackup(file: string): AsyncGenerator<TransferItem> {
  let first = true;
  try {
    for await (const line of linesOf(file)) {
      const item = JSON.parse(line) as TransferItem;
      if (first && !isReadable(item)) throw new BackupUnreadableError(file, 'another version wrote it');
      first = false;
      yield item;
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw new BackupUnreadableError(file, 'there is no such file', error);
    const unreadable = error instanceof SyntaxError || /^(Z_|E[A-Z]+$)/.test(code ?? '');
    throw unreadable ? new BackupUnreadableError(file, (error as Error).message, error) : error;
  }
  if (first) throw new BackupUnreadableError(file, 'it is empty');
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = createGunzip().setEncoding('utf8');
  source.on('error', (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  // A line may be as long as the largest row: only what is new is searched.
  let parts: string[] = [];
  try {
    for await (const chunk of unzipped as AsyncIterable<string>) {
      const pieces = chunk.split('\n');
      const last = pieces.pop() ?? '';
      for (const piece of pieces) {
        yield [...parts, piece].join('');
        parts = [];
      }
      parts.push(last);
    }
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}
