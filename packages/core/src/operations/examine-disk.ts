import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stateDirectory } from '../database/embedded/state-directory.js';
import type { Finding } from '../health/finding.js';
import { judgeDisk } from '../health/judge-disk.js';
import { hasShellRuns } from '../shell/shell-desk.js';
import type { Host } from './host.js';

/** The disk of the embedded database and of the logs of shell runs; nothing where this host and this user have neither. */
export async function examineDisk(host: Host | null): Promise<readonly Finding[]> {
  if (host !== null && host.databaseUrl !== null && !hasShellRuns()) return [];
  const directory = stateDirectory();
  const { bavail, blocks, bsize } = await statfsOfNearest(directory);
  return [judgeDisk({ directory, freeBytes: bavail * bsize, totalBytes: blocks * bsize })];
}

/** Of the directory, or the nearest one above it that exists: the one it would be made in. */
async function statfsOfNearest(directory: string): Promise<StatsFs> {
  try {
    return await statfs(directory);
  } catch (error) {
    if (dirname(directory) === directory) throw error;
    return statfsOfNearest(dirname(directory));
  }
}
