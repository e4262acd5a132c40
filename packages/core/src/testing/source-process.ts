import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../', import.meta.url));

/**
 * Runs code in a process of its own, against the sources, of which Node itself strips the types: for tests of what
 * processes do to each other. Sources with decorators or parameter properties cannot be loaded so.
 *
 * @param code the body of an async function with `load(path)`, which imports a file below `packages/core/src`, and `args`
 */
export function sourceProcess(code: string, args: unknown = null): ChildProcessWithoutNullStreams {
  const program = `
    import { registerHooks } from 'node:module';
    // Sources import each other by the names that they have when they are built.
    const resolve = (name, context, next) =>
      next(/^\\.\\.?\\//.test(name) && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context);
    registerHooks({ resolve });
    const load = (path) => import(${JSON.stringify(sources)} + path);
    const args = ${JSON.stringify(args)};
    ${code}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: sources });
}

/** Everything that the process writes to standard output until it ends; rejects with its standard error when it fails. */
export async function outputOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(errors);
  return output;
}
