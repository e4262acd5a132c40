import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocuments, repository } from './documents.js';

/** The sources whose findings name commands as their remedy. */
async function sources(): Promise<string> {
  const folders = ['packages/core/src/health', 'packages/core/src/operations'];
  const texts: string[] = [];
  for (const folder of folders) {
    for (const name of await readdir(join(repository, folder))) {
      if (name.endsWith('.test.ts') || (folder.endsWith('operations') && !name.startsWith('examine-')))
        continue;
      texts.push(await readFile(join(repository, folder, name), 'utf8'));
    }
  }
  return texts.join('\n');
}

test('every command that infra doctor offers as a remedy is one, with the flags that it is offered with', async () => {
  const reference = (await readDocuments()).get('docs/commands.md') ?? '';
  const commands = [...(await sources()).matchAll(/`infra ([a-z][^`\n]*?)\\?`/g)].map(
    ([, words = '']) => words,
  );
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((command) => !isDocumented(command, reference))).toEqual([]);
});

/** Whether there is such a command with such flags. */
function isDocumented(command: string, reference: string): boolean {
  const words = command.split(/\s+/);
  const [noun = '', verb = '', more = ''] = words.filter((word) => /^[a-z]/.test(word));
  const headings = [`${noun} ${verb} ${more}`, `${noun} ${verb}`, noun].map((name) => `## infra ${name}\n`);
  const heading = headings.find((each) => reference.includes(each));
  if (heading === undefined) return false;
  const section = reference.split(heading)[1]?.split('\n## ')[0] ?? '';
  return words.filter((word) => /^--[a-z]/.test(word)).every((flag) => section.includes(flag));
}
