import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module's exports by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** Why a module did not load and, as far as the error tells, where. */
export interface ModuleFault {
  /** The reason without the place. */
  readonly reason: string;
  readonly file: string | null;
  /** 1 for the first line. */
  readonly line: number | null;
}

/**
 * Imports a file's exports: JavaScript by Node; TypeScript by jiti, which needs no build and emits the decorator
 * metadata that injection lives on (Node's own type stripping emits none). Both share one instance of what they import.
 * @param directory the package or host the file belongs to; jiti keeps what it compiled in its `node_modules/.cache`.
 */
export async function importModule(file: string, directory: string): Promise<ModuleExports> {
  return isTypeScript(file) ? importWithJiti(file, directory) : importNatively(file);
}

/**
 * Imports a configuration: by Node, which strips types in a few milliseconds; where a file needs more (enums,
 * extensionless imports, `require`), and to say where a syntax error is, by jiti.
 */
export async function importConfiguration(file: string, directory: string): Promise<ModuleExports> {
  try {
    return await importNatively(file);
  } catch (error) {
    if (!mayNeedJiti(error)) throw error;
    return importWithJiti(file, directory);
  }
}

/**
 * Says why a module did not load, and where.
 * @param within the file, or the folder of the files, that may be at fault: places elsewhere are passed over.
 */
export function faultOf(error: unknown, within: string): ModuleFault {
  if (!(error instanceof Error)) return { reason: String(error), file: null, line: null };
  const parse = /^ParseError: (?<reason>.*?)\s*\n (?<place>.+:\d+:\d+)$/s.exec(error.message)?.groups;
  const reason = parse?.['reason'] ?? (error.message || error.name);
  return { reason, ...placeIn(parse?.['place'] ?? error.stack ?? '', within) };
}

async function importNatively(file: string): Promise<ModuleExports> {
  return (await import(pathToFileURL(file).href)) as ModuleExports;
}

async function importWithJiti(file: string, directory: string): Promise<ModuleExports> {
  const { createJiti } = await import('jiti');
  const modules = join(directory, 'node_modules');
  const jiti = createJiti(import.meta.url, {
    interopDefault: false,
    // Never jiti's other choice, a folder in /tmp that every account of the machine may write to.
    fsCache: existsSync(modules) ? join(modules, '.cache', 'jiti') : false,
  });
  return jiti.import<ModuleExports>(file);
}

let lastInTurn: Promise<unknown> = Promise.resolve();

/**
 * Loads after what is already being loaded in turn. Two imports by jiti at the same time evaluate a module that both
 * need twice, and a class that exists twice is not what was registered in the container.
 */
export async function inTurn<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const loaded = lastInTurn.then(load, load);
  lastInTurn = loaded;
  return loaded;
}

/** Whether a file is imported by jiti. */
export function isTypeScript(file: string): boolean {
  return /^\.[cm]?ts$/.test(extname(file));
}

const codesThatJitiMaySolve = new Set([
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_UNKNOWN_FILE_EXTENSION',
]);

function mayNeedJiti(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  if (error instanceof ReferenceError)
    return /^(require|module|exports|__dirname|__filename) is not defined/.test(error.message);
  return codesThatJitiMaySolve.has((error as { code?: string }).code ?? '');
}

/** The first place (`path:line`) in a stack that is in `within`. */
function placeIn(stack: string, within: string): Pick<ModuleFault, 'file' | 'line'> {
  for (const [prefix, decode] of [
    [pathToFileURL(within).href, decodeURIComponent],
    [within, String],
  ] as const) {
    const [, rest, line] = /^([^\n():]*):(\d+)/.exec(stack.split(prefix)[1] ?? '') ?? [];
    if (rest !== undefined) return { file: within + decode(rest), line: Number(line) };
  }
  return { file: null, line: null };
}
