import { dirname } from 'node:path';
import { pathFrom } from './host-path.js';

/** A job as far as its declaration needs it. */
export interface DeclarableJob {
  readonly name: string;
  /** The absolute path of the file that declares the class. */
  readonly file: string;
  /** What the file exports the class as. */
  readonly exportName: string;
}

/**
 * The declarations that tell TypeScript a host's jobs: with them `runtime.jobs.run('…')` knows names, parameters and
 * outputs, and a misspelt name does not compile.
 * @param target the path of the file that they are written to.
 */
export function jobDeclarations(jobs: readonly DeclarableJob[], target: string): string {
  const members = jobs.map(({ name, file, exportName }) => {
    const path = pathFrom(dirname(target), compiledName(file));
    const specifier = path.startsWith('.') ? path : `./${path}`;
    return `    ${name}: typeof import(${JSON.stringify(specifier)}).${exportName};`;
  });
  return [
    '// Written by `infra build` from the jobs of this host: not to be edited.',
    "import type {} from '@infra/traits';",
    '',
    "declare module '@infra/traits' {",
    '  interface Jobs {',
    ...members,
    '  }',
    '}',
    '',
  ].join('\n');
}

// TypeScript is imported by the name of what it compiles to.
function compiledName(file: string): string {
  return file.replace(/\.([cm]?)ts$/, '.$1js');
}
