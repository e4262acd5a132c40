import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the built app, as it is sent. */
export interface AppFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Null where compression gains nothing. */
  readonly compressed: Uint8Array<ArrayBuffer> | null;
}

/** Where Vite puts the app; the same from the sources and from what is built. */
const builtApp = fileURLToPath(new URL('../../dist/app/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Compressed already. */
const dense = new Set(['.png', '.woff2']);

const compress = promisify(gzip);

/**
 * Reads the whole app once, by the paths that it is asked for with: what is not in the folder can not be asked for,
 * however the path is written. Empty where the app has not been built.
 */
export async function readAppFiles(directory = builtApp): Promise<ReadonlyMap<string, AppFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && extname(entry.name) in types);
  return new Map(
    await Promise.all(
      files.map(async (entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = `/${file.slice(directory.length).replaceAll(sep, '/').replace(/^\//, '')}`;
        return [path, await readAppFile(file)] as const;
      }),
    ),
  );
}

async function readAppFile(file: string): Promise<AppFile> {
  const extension = extname(file);
  const bytes = Uint8Array.from(await readFile(file));
  const compressed = dense.has(extension) ? null : Uint8Array.from(await compress(bytes));
  return { type: types[extension] ?? 'application/octet-stream', bytes, compressed };
}
