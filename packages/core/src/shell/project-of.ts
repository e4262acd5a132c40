import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project that a directory belongs to: the nearest root of a git repository above it, else the directory itself. */
export function projectOf(directory: string): string {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return directory;
  }
}
