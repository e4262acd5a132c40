import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationInvalidError, ConfigurationMissingError } from './configuration-errors.js';
import { loadConfiguration } from './load-configuration.js';

let root: string;
let folders = 0;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'infra-config-')));
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** A new folder with these files. */
async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(root, String(++folders));
  await mkdir(directory);
  for (const [name, content] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
}

async function refusal(directory: string, file?: string): Promise<ConfigurationInvalidError> {
  const error: unknown = await loadConfiguration({ cwd: directory, file }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ConfigurationInvalidError);
  return error as ConfigurationInvalidError;
}

describe('where a configuration is looked for', () => {
  test.each([
    ['infra.config.ts', 'const extensions: string[] = ["a"]; export default { extensions };'],
    ['infra.config.js', 'export default { extensions: ["a"] };'],
    ['infra.config.mjs', 'export default { extensions: ["a"] };'],
    ['infra.config.json', '{ "extensions": ["a"] }'],
    ['infra.config.yaml', 'extensions: [a]'],
  ])('%s is one', async (name, content) => {
    const directory = await folder({ [name]: content });
    expect(await loadConfiguration({ cwd: directory })).toEqual({
      file: join(directory, name),
      directory,
      value: { extensions: ['a'] },
    });
  });

  test('folders above are searched, beyond a package.json, and the nearest configuration counts', async () => {
    const directory = await folder({
      'infra.config.json': '{ "extensions": ["outer"] }',
      'inner/infra.config.json': '{ "extensions": ["inner"] }',
      'inner/deep/package.json': '{}',
      'other/deep/package.json': '{}',
    });
    expect(await loadConfiguration({ cwd: join(directory, 'inner/deep') })).toMatchObject({
      directory: join(directory, 'inner'),
    });
    expect(await loadConfiguration({ cwd: join(directory, 'other/deep') })).toMatchObject({ directory });
  });

  test('the named file wins over what lies around, and is relative to the current folder', async () => {
    const directory = await folder({
      'infra.config.json': '{ "extensions": ["found"] }',
      'other/staging.yaml': 'extensions: [named]',
    });
    expect(await loadConfiguration({ cwd: directory, file: 'other/staging.yaml' })).toEqual({
      file: join(directory, 'other/staging.yaml'),
      directory: join(directory, 'other'),
      value: { extensions: ['named'] },
    });
  });

  test('nothing else is: not a key of package.json, not .infrarc, not infra.config.yml', async () => {
    const directory = await folder({
      'package.json': '{ "infra": { "extensions": [] } }',
      '.infrarc': '{ "extensions": [] }',
      'infra.config.yml': 'extensions: []',
    });
    const missing = loadConfiguration({ cwd: directory });
    await expect(missing).rejects.toBeInstanceOf(ConfigurationMissingError);
    await expect(missing).rejects.toThrow(/to begin, write infra\.config\.json/);
  });

  test('a named file that does not exist, or is none, is said to be so', async () => {
    const directory = await folder({ 'infra.config.json': '{ "extensions": [] }', 'notes.toml': '' });
    await expect(loadConfiguration({ cwd: directory, file: 'nowhere.json' })).rejects.toThrow(
      /nowhere\.json/,
    );
    await expect(loadConfiguration({ cwd: directory, file: 'nowhere.json' })).rejects.toBeInstanceOf(
      ConfigurationMissingError,
    );
    expect((await refusal(directory, 'notes.toml')).message).toContain(
      'a configuration is one of .ts .js .mjs .json .yaml',
    );
  });
});

describe('a configuration that cannot be evaluated', () => {
  const password = 'postgres://app:s3cret@db/infra';

  test.each([
    [
      'infra.config.json',
      `{\n  "database": { "url": "${password}" },\n  "extensions": [,]\n}`,
      3,
      'value expected',
    ],
    ['infra.config.json', `{\n  "extensions": [],\n  "url": ${password}\n}`, 3, 'not valid JSON'],
    ['infra.config.json', '{\n  "extensions": [],\n}', 3, 'not valid JSON'],
    ['infra.config.yaml', `url: ${password}\nextensions: [a\njobs: {}\n`, 3, 'not valid YAML'],
    [
      'infra.config.js',
      `export default {};\n\nthrow new Error('cannot reach ${password}');`,
      3,
      'cannot reach',
    ],
  ])('names the line in %s and hides the password: %#', async (name, content, line, reason) => {
    const error = await refusal(await folder({ [name]: content }));
    expect(error.message).toContain(`${name}:${line}: `);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain('s3cret');
  });

  test.each([
    ['infra.config.json', ''],
    ['infra.config.json', 'null'],
    ['infra.config.yaml', '# nothing yet\n'],
    ['infra.config.js', 'export const extensions = [];'],
  ])('an empty %s is a mistake, not an absent file: %#', async (name, content) => {
    const directory = await folder({
      'infra.config.json': '{ "extensions": [] }',
      [`inner/${name}`]: content,
    });
    expect((await refusal(join(directory, 'inner'))).file).toBe(join(directory, 'inner', name));
  });

  test('a file that it reads and that does not exist does not make it look absent', async () => {
    const directory = await folder({
      'infra.config.js':
        "import { readFileSync } from 'node:fs';\nexport default JSON.parse(readFileSync('/nowhere/at/all', 'utf8'));",
    });
    expect((await refusal(directory)).message).toContain('/nowhere/at/all');
  });
});

describe('a configuration in TypeScript', () => {
  test('may use what type stripping cannot do', async () => {
    const directory = await folder({
      'infra.config.ts': "import { Name } from './names';\nexport default { extensions: [Name.Blog] };",
      'names.ts': "export enum Name { Blog = 'blog' }",
    });
    expect(await loadConfiguration({ cwd: directory })).toMatchObject({ value: { extensions: ['blog'] } });
  });

  test('is found through a symbolic link to its folder', async () => {
    const directory = await folder({ 'infra.config.ts': 'export default { extensions: [] as string[] };' });
    await symlink(directory, join(root, 'link'));
    expect(await loadConfiguration({ cwd: join(root, 'link') })).toMatchObject({
      directory,
      value: { extensions: [] },
    });
  });
});
