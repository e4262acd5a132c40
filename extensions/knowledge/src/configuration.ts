import { amountSchema, durationSchema, parseDuration } from '@infra/traits';
import { z } from 'zod';

const name = '[A-Za-z_][A-Za-z0-9_$]{0,62}';

/** A table as the database spells it: it is always quoted. */
const table = z.string().regex(new RegExp(`^(${name}\\.)?${name}$`), {
  error: (issue) => `'${String(issue.input)}' is not a table as an SQL identifier, or schema.table`,
});

/** A length of time as everywhere in a host's configuration; milliseconds once it is checked. */
const duration = durationSchema.transform((given) => parseDuration(given));

const address = z.url({ protocol: /^https?$/, hostname: /./ });

/** What sources are named by; files are named by it too. */
export const sourceId = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, {
    error: (issue) => `'${String(issue.input)}' names no source: small letters, digits, - and _`,
  });

const posts = z.strictObject({
  id: sourceId,
  kind: z.literal('posts'),
  documents: table.default('blog_documents').describe('The table of ingested documents of @infra/blog'),
  terms: table.default('blog_document_terms').describe('The table of their tags and categories'),
  collections: z.array(z.string().min(1)).min(1).default(['posts']),
});

const site = z.strictObject({
  id: sourceId,
  kind: z.literal('http'),
  url: address.describe('Where scraping begins; only pages of the same scheme, host and port are read'),
  sitemap: z
    .union([z.boolean(), address])
    .default(true)
    .describe('Whether /sitemap.xml of the host is read for more pages; another place as a URL'),
  depth: z.int().min(0).max(20).default(2).describe('How many links are followed from the first page'),
  maxPages: z.int().min(1).max(10_000).default(200),
  delay: duration.prefault('500ms').describe('Between two requests; robots.txt may ask for longer'),
});

const scrape = z.strictObject({
  userAgent: z.string().min(1).default('infra-knowledge/0.1'),
  timeout: duration.prefault('20s').describe('Of one request'),
  maxPageSize: z.int().min(1_000).max(50_000_000).default(5_000_000).describe('In bytes'),
});

const embeddings = z.strictObject({
  url: address.describe('The base URL of an OpenAI-compatible service, such as https://api.openai.com/v1'),
  model: z.string().min(1).default('text-embedding-3-small'),
  apiKey: z.string().min(1).optional().meta({ secret: true }),
  price: amountSchema
    .default('0.00000002')
    .describe("Of one token, in the host's currency, for estimates and costs"),
  batchSize: z.int().min(1).max(2_048).default(64).describe('Texts in one request'),
  chunkCharacters: z.int().min(200).max(30_000).default(4_000).describe('A longer text is cut into several'),
  timeout: duration.prefault('60s').describe('Of one request'),
});

const publish = z.strictObject({
  url: address.describe('Where cloud_sync posts what changed'),
  apiKey: z.string().min(1).optional().meta({ secret: true }),
  batchSize: z.int().min(1).max(1_000).default(50).describe('Documents in one request'),
  timeout: duration.prefault('60s').describe('Of one request'),
});

/** What a host may configure for this extension; every field has a default. */
export const configuration = z
  .strictObject({
    sources: z.array(z.discriminatedUnion('kind', [posts, site])).default([]),
    scrape: scrape.prefault({}),
    embeddings: embeddings.optional().describe('Left out: there is no online index'),
    publish: publish.optional().describe('Left out: nothing is synced'),
    synonyms: z
      .array(z.array(z.string().min(1)).min(2))
      .default([])
      .describe('Words that stand for each other when somebody searches, beside the built-in English ones'),
    output: z.string().min(1).default('knowledge').describe('The directory that maps are written to'),
  })
  .superRefine(({ sources }, context) => {
    const ids = sources.map(({ id }) => id);
    for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
      context.addIssue({ code: 'custom', path: ['sources'], message: `'${id}' names two sources` });
  });

export type KnowledgeConfiguration = z.output<typeof configuration>;

export type PostsSource = z.output<typeof posts>;

export type SiteSource = z.output<typeof site>;

export type EmbeddingsConfiguration = z.output<typeof embeddings>;

export type PublishConfiguration = z.output<typeof publish>;
