import { fileURLToPath } from 'node:url';
import type { Files } from '../registry/host-fixture.js';
import { InfraHost } from './infra-host.js';

const blog = fileURLToPath(new URL('../../extensions/blog', import.meta.url));

/** A host with the blog extension alone, posts in `posts/`, and pages of this machine allowed. */
export async function makeBlogHost(files: Files): Promise<InfraHost> {
  const imports = { privateAddresses: true, delay: 1 };
  const jobs = ['blog_content_ingestion', 'content_ingestion', 'publish_content'];
  return await InfraHost.make({
    'infra.config.json': JSON.stringify({
      extensions: [{ use: blog, configuration: { posts: 'posts', imports } }],
      database: { migrate: 'auto' },
      jobs: Object.fromEntries(jobs.map((name) => [name, { schedule: null }])),
    }),
    'posts/.keep': '',
    ...files,
  });
}
