import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isExtension, jobMetadataOf } from '@infra/traits';
import { describe, expect, it } from 'vitest';
import extension from './extension.js';

describe('the extension', () => {
  it('brings its jobs', async () => {
    const modules = await Promise.all(
      extension.jobs.map(async (load) => Object.values(await (load as () => Promise<object>)())),
    );
    const jobs = modules.flat().map((job) => jobMetadataOf(job)?.definition);
    expect(isExtension(extension)).toBe(true);
    expect(jobs.map((job) => [job?.name, job?.schedule, job?.tags])).toEqual([
      ['blog_batch_import', undefined, ['content']],
      ['blog_content_ingestion', '0 0 * * * *', ['content']],
      ['content_ingestion', '0 0 * * * *', ['content']],
      ['publish_content', '0 */30 * * * *', ['content']],
      ['reconcile_content', undefined, ['content']],
    ]);
  });

  it('is loaded without the database or a library for Markdown', () => {
    const entry = fileURLToPath(new URL('../dist/extension.js', import.meta.url));
    const program = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      await import(${JSON.stringify(entry)});
      console.log(loaded.filter((url) => /kysely|markdown-it|yaml|toml|sanitize|p-map|-ingestion|publish|batch-import|reconcile/.test(url)).join());`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('');
  });
});
