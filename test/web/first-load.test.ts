import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../packages/web/dist/app/', import.meta.url));

test('the first load is less than 200 KB of compressed script, and so is any page with it', async () => {
  const page = await readFile(`${built}index.html`, 'utf8');
  const entries = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file);
  expect(entries.length).toBeGreaterThan(0);
  const sizeOf = async (file: string | undefined) => gzipSync(await readFile(`${built}${file ?? ''}`)).length;
  const sizes = await Promise.all(entries.map(sizeOf));
  const first = sizes.reduce((sum, size) => sum + size, 0);
  expect(first).toBeLessThan(150_000);
  const others = (await readdir(`${built}assets`)).filter(
    (file) => file.endsWith('.js') && !entries.includes(`assets/${file}`),
  );
  for (const file of others) expect(first + (await sizeOf(`assets/${file}`))).toBeLessThan(200_000);
});
