import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running server says of itself in `postmaster.pid`; the file of a killed server stays behind. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
}

/** Null when there is no such file, or the server has only begun to write it. */
export function readPostmasterFile(dataDirectory: string): PostmasterFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  // The lines: process id, data directory, start time, port, socket directory, address, shared memory, status.
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : null;
}
