import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { KnowledgeSettings } from '../settings.js';

/** Where the files of a source's map lie, absolutely. */
export function mapFiles({ configuration, hostDirectory }: KnowledgeSettings, source: string) {
  const directory = resolve(hostDirectory, configuration.output);
  return { svg: join(directory, `${source}.svg`), html: join(directory, `${source}.html`) };
}

/** Writes a file wholly or not at all; its folder is made where there is none. */
export async function writeWhole(path: string, content: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
