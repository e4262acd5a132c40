import { type Finding, fine, problem, warning } from './finding.js';

/** PostgreSQL stops when it cannot write; below the first nothing more fits, below the second it is time to act. */
const hardlyAnyBytes = 200_000_000;
const fewBytes = 1_000_000_000;

/** The disk below the embedded database and the logs of shell runs. */
export function judgeDisk(disk: {
  readonly directory: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}): Finding {
  const { directory, freeBytes, totalBytes } = disk;
  const message = `${megabytes(freeBytes)} of ${megabytes(totalBytes)} are free on the disk of ${directory}`;
  const remedy =
    '`infra runs clean --older-than 7d` makes room in the tables; or set INFRA_HOME to a larger disk';
  if (freeBytes < hardlyAnyBytes) return problem('disk', message, remedy);
  if (freeBytes < fewBytes) return warning('disk', message, remedy);
  return fine('disk', message);
}

function megabytes(bytes: number): string {
  return bytes < 10_000_000_000 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e9)} GB`;
}
