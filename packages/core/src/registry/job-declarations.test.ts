import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { TemporaryHosts, writeFiles } from '../../../../test/registry/host-fixture.js';
import { jobDeclarations } from './job-declarations.js';

const hosts = new TemporaryHosts();
afterAll(async () => hosts.remove());

const compiler = fileURLToPath(new URL('../../../../node_modules/.bin/tsc', import.meta.url));

test('names a module by the path from the declarations, TypeScript by what it compiles to', () => {
  const text = jobDeclarations(
    [
      { name: 'one', file: '/host/blog/dist/one.js', exportName: 'One' },
      { name: 'two', file: '/host/own/two.ts', exportName: 'default' },
      { name: 'three', file: '/lib/three.mts', exportName: 'Three' },
      { name: 'four', file: '/host/.infra/four.js', exportName: 'Four' },
    ],
    '/host/.infra/jobs.d.ts',
  );
  expect(text.split('\n').filter((line) => line.includes('typeof'))).toEqual([
    '    one: typeof import("../blog/dist/one.js").One;',
    '    two: typeof import("../own/two.js").default;',
    '    three: typeof import("../../lib/three.mjs").Three;',
    '    four: typeof import("./four.js").Four;',
  ]);
});

test('with them the compiler knows names and parameters: a misspelt one does not compile', async () => {
  const cwd = await hosts.make({
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        strict: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        skipLibCheck: true,
        noEmit: true,
        types: ['node'],
        customConditions: ['@infra/source'],
      },
      include: ['use.ts', '.infra/jobs.d.ts'],
    }),
    'blog/ingest.ts': `
      import { Job, JobResult, type JobContext } from '@infra/traits';
      import { z } from 'zod';
      const parameters = z.object({ directory: z.string(), depth: z.number().default(1) });
      @Job({ name: 'ingest', parameters })
      export class Ingest {
        async execute(context: JobContext<typeof parameters>) {
          return JobResult.success().withMessage(context.parameters.directory);
        }
      }`,
    'use.ts': `
      import type { JobArguments, JobName } from '@infra/traits';
      declare function run<Name extends JobName>(name: Name, ...rest: JobArguments<Name>): void;
      run('ingest', { directory: 'posts' });
      run('ingets', { directory: 'posts' });
      run('ingest', { directry: 'posts' });
      run('ingest');`,
  });
  const file = join(cwd, '.infra/jobs.d.ts');
  const job = { name: 'ingest', file: join(cwd, 'blog/ingest.ts'), exportName: 'Ingest' };
  await writeFiles(cwd, { '.infra/jobs.d.ts': jobDeclarations([job], file) });
  const { stdout } = await promisify(execFile)(compiler, ['-p', cwd, '--pretty', 'false']).catch(
    (error: unknown) => error as { stdout: string },
  );
  const errors = stdout.split('\n').filter((line) => /(^|\/)use\.ts\(/.test(line));
  expect(errors).toEqual([
    expect.stringMatching(/use\.ts\(5,.*'"ingets"' is not assignable/),
    expect.stringMatching(/use\.ts\(6,.*'directry'/),
    expect.stringMatching(/use\.ts\(7,.*Expected 2 arguments/),
  ]);
});
