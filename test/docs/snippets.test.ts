import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { anchorsOf, codeBlocks, readDocuments, repository, withoutCode } from './documents.js';

const documents = await readDocuments();
const blocks = codeBlocks(documents);
const directory = await mkdtemp(join(tmpdir(), 'infra-snippets-'));

afterAll(() => rm(directory, { recursive: true, force: true }));

test('code that is said to be a file of the repository is that file', async () => {
  const quoted = blocks.filter(({ info }) => info.includes(' file='));
  expect(quoted.length).toBeGreaterThan(0);
  for (const { document, info, code } of quoted) {
    const [, file = ''] = info.split(' file=');
    expect(code, `${file} in ${document}`).toBe(await readFile(join(repository, file), 'utf8'));
  }
});

test('TypeScript in the documents compiles as an author or a host would compile it', async () => {
  const snippets = blocks.filter(({ info }) => info === 'ts');
  expect(snippets.length).toBeGreaterThan(0);
  await symlink(join(repository, 'node_modules'), join(directory, 'node_modules'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  for (const [index, { document, code }] of snippets.entries()) {
    await writeFile(join(directory, `${index}-${document.replaceAll(/\W/g, '-')}.ts`), code);
  }
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    noEmit: true,
  };
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  expect(await compile()).toBe('');
});

test('every infra command in the documents is in the command reference, and so are its flags', async () => {
  const reference = documents.get('docs/commands.md') ?? '';
  const commands = blocks
    .filter(({ info, document }) => info === 'sh' && document !== 'docs/commands.md')
    .flatMap(({ code }) => [...code.matchAll(/(?:^|[ ;&])infra ([^\n|#&]+)/gm)])
    .map(([, words = '']) => words.trim());
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const words = command.split(/\s+/);
    const [noun = '', verb = '', more = ''] = words.filter((word) => !word.startsWith('-'));
    const headings = [`${noun} ${verb} ${more}`, `${noun} ${verb}`, noun].map((name) => `## infra ${name}\n`);
    expect(
      headings.some((heading) => reference.includes(heading)),
      `infra ${command}`,
    ).toBe(true);
    for (const flag of words.filter((word) => /^--[a-z]/.test(word))) {
      expect(reference, `${flag} of infra ${command}`).toContain(flag);
    }
  }
});

test('every link in the documents leads to a file, and to a heading of it', async () => {
  for (const { document, target } of links()) {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : join(dirname(document), path);
    await expect(access(join(repository, file)), `${target} in ${document}`).resolves.toBeUndefined();
    const anchors = [undefined, ...anchorsOf(documents.get(file) ?? '')];
    expect(anchors, `${target} in ${document}`).toContain(anchor);
  }
});

function links(): { document: string; target: string }[] {
  return [...documents].flatMap(([document, text]) =>
    [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => ({ document, target }))
      .filter(({ target }) => !/^https?:/.test(target)),
  );
}

/** What the compiler says. */
async function compile(): Promise<string> {
  const tsc = join(repository, 'node_modules/.bin/tsc');
  try {
    const { stdout } = await promisify(execFile)(tsc, ['-p', directory]);
    return stdout;
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}
