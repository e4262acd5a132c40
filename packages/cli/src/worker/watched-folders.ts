import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Folders whose changes say nothing about the sources. */
const ignored = new Set(['node_modules', '.git', '.infra', '.cache', 'coverage']);

/**
 * The folder of the configuration and every folder of the extensions.
 *
 * The program itself is asked, in processes of its own: this one must never load the code that changes. With a faulty
 * configuration only `cwd` is left.
 * @param words the script and its arguments.
 */
export async function watchedFolders(cwd: string, words: readonly string[]): Promise<string[]> {
  const [script = '', ...rest] = words;
  const config = rest.indexOf('--config');
  const flags = config === -1 ? [] : rest.slice(config, config + 2);
  const ask = async (...command: string[]): Promise<Readonly<Record<string, unknown>>> => {
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [script, '--json', ...flags, ...command],
        { cwd },
      );
      return (JSON.parse(stdout) as { data: Record<string, unknown> }).data;
    } catch {
      return {};
    }
  };
  const [shown, listed] = await Promise.all([ask('config', 'show'), ask('extensions', 'list')]);
  const extensions = (listed['extensions'] ?? []) as readonly { readonly directory: string }[];
  const folder = typeof shown['file'] === 'string' ? dirname(shown['file']) : cwd;
  return [folder, ...extensions.flatMap(({ directory }) => foldersOf(directory))];
}

/** The package's folder and what is below it, without what is installed there. */
function foldersOf(directory: string): string[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !ignored.has(entry.name),
  );
  return [directory, ...folders.flatMap((folder) => foldersOf(join(directory, folder.name)))];
}
