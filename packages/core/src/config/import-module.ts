import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A module's exports by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** Where a module that does not load is at fault, as far as the error tells. */
export interface Fault {
  /** The reason without the place. */
  readonly reason: string;
  readonly line: number | null;
}

/**
 * Imports a file's exports: JavaScript by Node; TypeScript by jiti, which needs no build and emits the decorator
 * metadata that injection lives on (Node's own type stripping emits none). Both share one instance of what they import.
 * @param directory the package or host the file belongs to; jiti keeps what it compiled in its `node_modules/.cache`.
 */
export async function importModule(file: string, directory: string): Promise<ModuleExports> {
  return /^\.[cm]?ts$/.test(extname(file)) ? importWithJiti(file, directory) : importNatively(file);
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

/** Says why a module did not load and, where the error tells, in which line of `file`. */
export function faultOf(error: unknown, file: string): Fault {
  if (!(error instanceof Error)) return { reason: String(error), line: null };
  const parse = /^ParseError: (?<reason>.*?)\s*\n (?<file>.+):(?<line>\d+):\d+$/s.exec(error.message)?.groups;
  if (parse !== undefined)
    return { reason: parse['reason'] ?? '', line: parse['file'] === file ? Number(parse['line']) : null };
  return { reason: error.message || error.name, line: lineInStack(error.stack ?? '', file) };
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

function lineInStack(stack: string, file: string): number | null {
  for (const place of [pathToFileURL(file).href, file]) {
    const after = stack.split(`${place}:`)[1];
    if (after !== undefined) return Number.parseInt(after, 10) || null;
  }
  return null;
}
