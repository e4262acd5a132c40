import { readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { CommandLine } from '../command-line.js';
import { UsageError } from '../exit/usage-error.js';

/**
 * The folder of the extension that is meant: by folder or name, else the one that the working directory is in, else the
 * only one of the host's own. With several of them somebody is asked, if somebody is there.
 */
export async function findExtension(given: string | undefined, cli: CommandLine): Promise<string> {
  const { cwd } = cli.terminal;
  if (given !== undefined && isExtension(resolve(cwd, given))) return resolve(cwd, given);
  if (given === undefined) {
    const around = extensionAround(cwd);
    if (around !== null) return around;
  }
  const known = await hostExtensions(cli);
  if (given !== undefined) {
    const named = known.find((extension) => extension.name === given);
    if (named !== undefined) return named.directory;
    throw new UsageError(`there is no extension '${given}', neither a folder nor one of the host`, {
      hint:
        known.length === 0
          ? '`infra new extension NAME` makes one'
          : `the host has ${known.map(({ name }) => name).join(', ')}`,
    });
  }
  const [only, ...others] = known;
  if (only === undefined) {
    throw new UsageError('there is no extension to add the job to', {
      hint: '`infra new extension NAME` makes one',
    });
  }
  return others.length === 0 ? only.directory : ask(known, cli);
}

interface KnownExtension {
  readonly name: string;
  readonly directory: string;
}

function isExtension(directory: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { infra?: unknown };
    return typeof manifest.infra === 'object' && manifest.infra !== null;
  } catch {
    return false;
  }
}

function extensionAround(cwd: string): string | null {
  for (let directory = cwd; ; directory = dirname(directory)) {
    if (isExtension(directory)) return directory;
    if (directory === dirname(directory)) return null;
  }
}

/** The host's extensions that are not installed packages: those are not ours to change. */
async function hostExtensions(cli: CommandLine): Promise<readonly KnownExtension[]> {
  const { openHost } = await import('@infra/core');
  const { config } = cli.flags;
  const host = await openHost({
    cwd: cli.terminal.cwd,
    ...(config === undefined ? {} : { configurationFile: config }),
  });
  await host.close();
  return host.registry.extensions.filter(({ directory }) => !directory.includes(`${sep}node_modules${sep}`));
}

async function ask(known: readonly KnownExtension[], cli: CommandLine): Promise<string> {
  if (!cli.mayAsk) {
    throw new UsageError(
      `which extension is the job for? --extension is one of ${known.map(({ name }) => name).join(', ')}`,
      {
        code: 'confirmation_required',
      },
    );
  }
  const { isCancel, select } = await import('@clack/prompts');
  const options = known.map(({ name, directory }) => ({ value: directory, label: name }));
  const answer = await select({
    message: 'Which extension is the job for?',
    options,
    output: process.stderr,
  });
  if (isCancel(answer)) throw new UsageError('no extension was chosen; nothing was written');
  return answer;
}
