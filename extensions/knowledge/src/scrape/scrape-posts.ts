import type { JobContext } from '@infra/traits';
import type { PostsSource } from '../configuration.js';
import { hashOf } from '../hash-of.js';
import { DocumentStore } from '../store/document-store.js';
import { PostsStore } from '../store/posts-store.js';
import type { ScrapeOutput } from './scrape-report.js';

const batchSize = 100;

/**
 * Brings a source up to the posts that @infra/blog has ingested and that are published.
 * @throws {Error} when the configured tables are not there.
 */
export async function scrapePosts(
  source: PostsSource,
  { db, signal, progress }: Pick<JobContext, 'db' | 'signal' | 'progress'>,
): Promise<ScrapeOutput> {
  const posts = new PostsStore(db, source);
  const documents = new DocumentStore(db);
  const addresses: string[] = [];
  let added = 0;
  let changed = 0;
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const batch = await posts.posts(after, batchSize).catch((error: unknown) => {
      throw missingTable(error, source);
    });
    const last = batch.at(-1);
    if (last === undefined) break;
    const pages = batch.map((post) => ({
      ...post,
      contentHash: hashOf(post.html, JSON.stringify(post.facts)),
    }));
    const stored = await documents.store(source.id, pages);
    added += stored.added;
    changed += stored.changed;
    addresses.push(...pages.map(({ address }) => address));
    progress({ completed: addresses.length });
    after = last.id;
  }
  return {
    source: source.id,
    pages: addresses.length,
    added,
    changed,
    unchanged: addresses.length - added - changed,
    removed: await documents.removeAllBut(source.id, addresses),
    failed: 0,
    failures: [],
    complete: true,
  };
}

function missingTable(error: unknown, { id, documents, terms }: PostsSource): unknown {
  const isMissing = error instanceof Error && 'code' in error && error.code === '42P01';
  if (!isMissing) return error;
  return new Error(
    `source '${id}' reads the tables ${documents} and ${terms} of @infra/blog, which are not in this database`,
    { cause: error },
  );
}
