import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathFrom } from './host-path.js';
import type { ResolvedExtension } from './resolve-extension.js';

/**
 * A digest of what an extension's jobs are declared in: its package.json and every source file in the folder of its
 * entry and below it, names and contents. Code that it imports from elsewhere (another package, a folder beside the
 * entry's) is not covered.
 */
export function sourceDigest({ directory, entry }: Pick<ResolvedExtension, 'directory' | 'entry'>): string {
  const digest = createHash('sha256');
  for (const file of [join(directory, 'package.json'), ...sourceFiles(dirname(entry))]) {
    // As text, as Node reads it: several times faster for a thousand small files.
    const content = readFileSync(file, 'utf8');
    // Name and length first, so that no two sets of files read alike.
    digest.update(`${pathFrom(directory, file)}\0${content.length}\0${content}`);
  }
  return digest.update(pathFrom(directory, entry)).digest('hex');
}

function sourceFiles(folder: string): string[] {
  const files: string[] = [];
  for (const item of readdirSync(folder, { withFileTypes: true }).toSorted(byName)) {
    const path = join(folder, item.name);
    if (item.isDirectory() && isSourceFolder(item.name)) files.push(...sourceFiles(path));
    if (isSource(item.name) && (item.isFile() || isLinkToFile(item, path))) files.push(path);
  }
  return files;
}

function isSourceFolder(name: string): boolean {
  return name !== 'node_modules' && !name.startsWith('.');
}

function isSource(name: string): boolean {
  return /\.([cm]?[jt]s|json)$/.test(name) && !/\.(test|d)\.[cm]?[jt]s$/.test(name) && !name.startsWith('.');
}

function isLinkToFile(item: Dirent, path: string): boolean {
  return item.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}
