import { readFile } from 'node:fs/promises';
import { UnusableFileError } from '../document/unusable-file-error.js';
import type { NamedFile } from './look-at-file.js';
import { reasonOf } from './reason-of.js';

/**
 * Reads a whole file.
 * @throws {UnusableFileError} when it is larger than `maxSize` bytes or cannot be read.
 */
export async function readSourceFile(
  file: Pick<NamedFile, 'absolute' | 'size'>,
  maxSize: number,
  signal: AbortSignal,
): Promise<Buffer> {
  signal.throwIfAborted();
  if (file.size > maxSize) {
    throw new UnusableFileError(`larger than ${maxSize / 1_000_000} MB (it has ${file.size} bytes)`);
  }
  try {
    return await readFile(file.absolute, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new UnusableFileError(reasonOf(error));
  }
}
