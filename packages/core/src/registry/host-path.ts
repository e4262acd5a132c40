import { isAbsolute, relative, sep } from 'node:path';

/** A file as people and the job index name it: relative to the host's directory when it is inside, with `/` between. */
export function pathWithin(hostDirectory: string, file: string): string {
  const path = relative(hostDirectory, file);
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? file : portable(path);
}

/** A path relative to a directory, also out of it, with `/` between on every system. */
export function pathFrom(directory: string, file: string): string {
  return portable(relative(directory, file));
}

function portable(path: string): string {
  return path.split(sep).join('/');
}
