import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspaceModules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Files of a host or an extension by their paths. */
export type Files = Readonly<Record<string, string>>;

/** Host projects in temporary folders, for one test file. */
export class TemporaryHosts {
  private readonly directories: string[] = [];

  /** A folder with these files, a package.json, and in its `node_modules` what an extension imports. */
  async make(files: Files): Promise<string> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'infra-host-')));
    this.directories.push(directory);
    await mkdir(join(directory, 'node_modules'));
    for (const name of [
      '@infra',
      '@opentelemetry',
      '@types',
      'kysely',
      'reflect-metadata',
      'tsyringe',
      'zod',
    ]) {
      await symlink(join(workspaceModules, name), join(directory, 'node_modules', name));
    }
    await writeFiles(directory, { 'package.json': '{ "type": "module" }', ...files });
    return directory;
  }

  async remove(): Promise<void> {
    await Promise.all(this.directories.map((directory) => rm(directory, { recursive: true, force: true })));
  }
}

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

/** The files of an extension in the folder `name`; the entry is `entry.js` unless the manifest says otherwise. */
export function extensionFiles(name: string, files: Files, entry = './entry.js'): Files {
  const manifest = JSON.stringify({ name, version: '1.2.3', type: 'module', infra: { entry } });
  return Object.fromEntries(
    Object.entries({ 'package.json': manifest, ...files }).map(([path, content]) => [
      `${name}/${path}`,
      content,
    ]),
  );
}

/** A JavaScript entry: `extension` is the object given to defineExtension, `code` comes before it. */
export function entryCode(extension: string, code = ''): string {
  return [
    "import { CombinedJob, defineExtension, inject, injectable, Job, JobResult, runCombinedJob, singleton, DATABASE } from '@infra/traits';",
    "import { z } from 'zod';",
    code,
    `export default defineExtension(${extension});`,
  ].join('\n');
}

/** A JavaScript job class of this name, declared with `definition`, the inside of an object literal. */
export function jobCode(className: string, definition: string): string {
  return `export class ${className} { async execute() { return JobResult.success(); } }\nJob({ ${definition} })(${className});`;
}

/** A module with one job class, for an extension that loads it lazily. */
export function jobModule(className: string, definition: string, before = ''): string {
  return [
    "import { Job, JobResult } from '@infra/traits';",
    "import { z } from 'zod';",
    before,
    jobCode(className, definition),
  ].join('\n');
}
