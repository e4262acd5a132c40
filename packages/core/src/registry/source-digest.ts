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
  const folder = dirname(entry);
  const digest = createHash('sha256').update(pathFrom(directory, entry));
  const add = (name: string, path: string): void => {
    // As text, as Node reads it: several times faster for a thousand small files.
    const content = readFileSync(path, 'utf8');
    // Name and length first, so that no two sets of files read alike.
    digest.update(`${name}\0${content.length}\0${content}`);
  };
  add('package.json', join(directory, 'package.json'));
  for (const name of sourceFiles(folder, '')) add(name, `${folder}/${name}`);
  return digest.digest('hex');
}

/** The source files of a folder and below it, as paths from `root` with `/` between. */
function sourceFiles(root: string, below: string): string[] {
  const files: string[] = [];
  for (const item of readdirSync(join(root, below), { withFileTypes: true }).toSorted(byName)) {
    const name = `${below}${item.name}`;
    if (item.isDirectory()) {
      if (isSourceFolder(item.name)) files.push(...sourceFiles(root, `${name}/`));
    } else if (isSource(item.name) && (item.isFile() || isLinkToFile(item, join(root, name)))) {
      files.push(name);
    }
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
