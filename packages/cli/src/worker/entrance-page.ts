import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A page on the disk that leads to a link. */
export interface EntrancePage {
  /** Where it is: `file://…`. */
  readonly url: string;
  remove(): Promise<void>;
}

/**
 * Writes a page that leads to a link, for this user's eyes alone. A browser is started with it and not with the link:
 * every user of a machine can read the arguments of every program, and the first to come uses the link up.
 * @param link an address with a secret in it.
 */
export async function writeEntrancePage(link: string): Promise<EntrancePage> {
  const target = new URL(link).href.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const directory = await mkdtemp(join(tmpdir(), 'infra-entrance-'));
  const file = join(directory, 'dashboard.html');
  const page = [
    '<!doctype html><meta charset="utf-8"><title>Infra Jobs</title>',
    `<meta http-equiv="refresh" content="0; url=${target}"><a href="${target}">Infra Jobs</a>`,
  ];
  await writeFile(file, `${page.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  return {
    url: pathToFileURL(file).href,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
