import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ParseError } from 'jsonc-parser';
import { ConfigurationInvalidError, ConfigurationMissingError } from './configuration-errors.js';
import { faultOf, importConfiguration } from './import-module.js';

/** The only names a configuration has; the first one in a folder counts. */
const configurationFiles = [
  'infra.config.ts',
  'infra.config.js',
  'infra.config.mjs',
  'infra.config.json',
  'infra.config.yaml',
] as const;

/** A configuration as it was evaluated; {@link validateConfiguration} has not seen it. */
export interface LoadedConfiguration {
  readonly file: string;
  /** The host's directory: where the file is. */
  readonly directory: string;
  readonly value: unknown;
}

/**
 * Finds the host's configuration, in `cwd` or the nearest folder above it, and evaluates it.
 * @param options.file the configuration itself, relative to `cwd`: nothing is searched then.
 * @throws {ConfigurationMissingError} when there is none.
 * @throws {ConfigurationInvalidError} when it cannot be read or evaluated, with the line where that is known.
 */
export async function loadConfiguration(options: {
  readonly cwd: string;
  readonly file?: string | undefined;
}): Promise<LoadedConfiguration> {
  const found =
    options.file === undefined
      ? await search(options.cwd)
      : await loadFile(resolve(options.cwd, options.file));
  // Real paths: the folders of extensions are real too, and one is looked for inside the other.
  const directory = await realpath(dirname(found.file));
  return { file: join(directory, basename(found.file)), directory, value: found.value };
}

interface Found {
  readonly file: string;
  readonly value: unknown;
}

async function search(cwd: string): Promise<Found> {
  const start = resolve(cwd);
  for (let directory = start; ; directory = dirname(directory)) {
    for (const name of configurationFiles) {
      const found = await loadIfThere(join(directory, name));
      if (found !== null) return found;
    }
    if (directory === dirname(directory)) break;
  }
  throw new ConfigurationMissingError(
    `no infra.config.{ts,js,mjs,json,yaml} in ${start} or a folder above it; ` +
      `to begin, write infra.config.json with {"extensions": []}`,
    {
      hint: '`infra new extension NAME` makes a first extension, `--config FILE` names a configuration elsewhere',
    },
  );
}

async function loadFile(file: string): Promise<Found> {
  if (!(extname(file) in loaders)) {
    throw new ConfigurationInvalidError(file, [
      { path: '', message: `a configuration is one of ${Object.keys(loaders).join(' ')}` },
    ]);
  }
  const found = await loadIfThere(file);
  if (found === null) throw new ConfigurationMissingError(`there is no configuration file ${file}`);
  return found;
}

/** Null when there is no such file. */
async function loadIfThere(file: string): Promise<Found | null> {
  const content = await contentOf(file);
  if (content === null) return null;
  if (content.trim() === '') throw emptyFile(file);
  const load = loaders[extname(file)];
  if (load === undefined) throw new Error(`nothing loads ${file}`);
  return { file, value: await load(file, content) };
}

const absent = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

async function contentOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (absent.has((error as { code?: string }).code ?? '')) return null;
    const { reason } = faultOf(error, file);
    throw new ConfigurationInvalidError(file, [{ path: '', message: reason }], { cause: error });
  }
}

type Load = (file: string, content: string) => Promise<unknown>;

const loaders: Readonly<Record<string, Load>> = {
  '.ts': loadModule,
  '.js': loadModule,
  '.mjs': loadModule,
  '.json': loadJson,
  '.yaml': loadYaml,
};

async function loadModule(file: string): Promise<unknown> {
  try {
    const exports = await importConfiguration(file, dirname(file));
    if (exports['default'] !== undefined) return exports['default'];
  } catch (error) {
    const { reason, line } = faultOf(error, file);
    throw new ConfigurationInvalidError(file, [{ path: '', message: reason }], { line, cause: error });
  }
  throw new ConfigurationInvalidError(file, [{ path: '', message: 'there is no default export' }]);
}

// The messages of JSON.parse and of the YAML reader quote the text around the mistake, and with it perhaps a password:
// only the place and the kind of the mistake are passed on.
async function loadJson(file: string, content: string): Promise<unknown> {
  try {
    return (JSON.parse(content) as unknown) ?? raise(emptyFile(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw await jsonMistake(file, content);
  }
}

async function jsonMistake(file: string, content: string): Promise<ConfigurationInvalidError> {
  const { parse, printParseErrorCode } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  parse(content, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const line = first === undefined ? null : content.slice(0, first.offset).split('\n').length;
  const kind = first === undefined ? 'unreadable' : inWords(printParseErrorCode(first.error));
  return new ConfigurationInvalidError(file, [{ path: '', message: `not valid JSON: ${kind}` }], { line });
}

/** `PropertyNameExpected` → `property name expected`. */
function inWords(name: string): string {
  return name.replaceAll(/\B[A-Z]/g, ' $&').toLowerCase();
}

async function loadYaml(file: string, content: string): Promise<unknown> {
  const { defaultLoaders } = await import('cosmiconfig');
  try {
    const value: unknown = await defaultLoaders['.yaml'](file, content);
    return value ?? raise(emptyFile(file));
  } catch (error) {
    if (error instanceof ConfigurationInvalidError) throw error;
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    const message = `not valid YAML: ${reason ?? 'unreadable'}`;
    const line = mark?.line === undefined ? null : mark.line + 1;
    throw new ConfigurationInvalidError(file, [{ path: '', message }], { line, cause: error });
  }
}

function emptyFile(file: string): ConfigurationInvalidError {
  return new ConfigurationInvalidError(file, [
    { path: '', message: `${basename(file)} is empty; to begin, list the extensions: {"extensions": []}` },
  ]);
}

function raise(error: Error): never {
  throw error;
}
