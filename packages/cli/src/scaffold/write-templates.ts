import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../exit/usage-error.js';

/** A file to write: where to, and from which template in `templates/`. */
export interface TemplateFile {
  readonly path: string;
  readonly template: string;
}

const templates = new URL('../../templates/', import.meta.url);

/**
 * Writes files from templates, in which `{{word}}` stands for a value.
 * @throws {UsageError} when one of the files exists: then nothing is written.
 */
export async function writeTemplates(
  directory: string,
  files: readonly TemplateFile[],
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const existing = files.find((file) => existsSync(join(directory, file.path)));
  if (existing !== undefined) {
    throw new UsageError(`${join(directory, existing.path)} exists already; nothing was written`, {
      hint: 'choose another name',
    });
  }
  for (const file of files) {
    const template = await readFile(new URL(file.template, templates), 'utf8');
    const text = template.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => valueOf(values, word));
    const target = join(directory, file.path);
    await mkdir(dirname(target), { recursive: true });
    // Somebody may have been quicker since the check.
    await writeFile(target, text, { flag: 'wx' });
  }
}

function valueOf(values: Readonly<Record<string, string>>, word: string): string {
  const value = values[word];
  if (value === undefined) throw new Error(`a template asks for '${word}'`);
  return value;
}
