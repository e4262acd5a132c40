import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ParseError } from 'jsonc-parser';
import { cosmiconfig, defaultLoaders, type CosmiconfigResult, type Loader } from 'cosmiconfig';
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
  const directory = await realpath(dirname(found.filepath));
  return { file: join(directory, basename(found.filepath)), directory, value: found.config as unknown };
}

type Found = NonNullable<CosmiconfigResult>;

async function search(cwd: string): Promise<Found> {
  const start = resolve(cwd);
  for (let directory = start; ; directory = dirname(directory)) {
    const found = await guarded(directory, () => explorer().search(directory));
    if (found !== null) return found;
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
  const found = await guarded(file, () => explorer().load(file));
  if (found === null) throw emptyFile(file);
  return found;
}

// Asked for one folder at a time: cosmiconfig's own way upwards stops at a package.json, or goes on to ~/.config.
function explorer(): ReturnType<typeof cosmiconfig> {
  return cosmiconfig('infra', {
    searchPlaces: [...configurationFiles],
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    loaders,
    cache: false,
  });
}

/** Cosmiconfig's own troubles (a broken package.json with its settings, an unreadable file) as errors of ours. */
async function guarded(place: string, look: () => Promise<CosmiconfigResult>): Promise<CosmiconfigResult> {
  try {
    const found = await look();
    if (found?.isEmpty === true) throw emptyFile(found.filepath);
    return found;
  } catch (error) {
    if (error instanceof ConfigurationInvalidError) throw error;
    const { code, filepath } = error as { code?: string; filepath?: string };
    if (code === 'ENOENT') throw new ConfigurationMissingError(`there is no configuration file ${place}`);
    throw new ConfigurationInvalidError(
      filepath ?? place,
      [{ path: '', message: faultOf(error, place).reason }],
      {
        cause: error,
      },
    );
  }
}

// A loader must not let an error with a code such as ENOENT through: cosmiconfig would take the file for absent. And
// null would make it look further.
const loaders: Record<string, Loader> = {
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
  try {
    const value: unknown = await defaultLoaders['.yaml'](file, content);
    return value ?? raise(emptyFile(file));
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    if (error instanceof ConfigurationInvalidError || mark?.line === undefined) throw error;
    throw new ConfigurationInvalidError(
      file,
      [{ path: '', message: `not valid YAML: ${reason ?? 'unreadable'}` }],
      {
        line: mark.line + 1,
      },
    );
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
