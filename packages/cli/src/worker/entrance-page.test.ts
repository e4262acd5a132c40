import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeEntrancePage } from './entrance-page.js';

test('a page leads to the link, is for nobody else to read, has no secret in its name, and goes', async () => {
  const link = 'http://127.0.0.1:4141/login#infra_00ff';
  const page = await writeEntrancePage(link);
  const file = fileURLToPath(page.url);
  expect(page.url).not.toContain('infra_');
  expect(await readFile(file, 'utf8')).toContain(`content="0; url=${link}"`);
  expect([(await stat(file)).mode & 0o077, (await stat(dirname(file))).mode & 0o077]).toEqual([0, 0]);
  await page.remove();
  expect(existsSync(dirname(file))).toBe(false);
});
