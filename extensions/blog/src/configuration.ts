import { durationSchema, isTimeZone } from '@infra/traits';
import { z } from 'zod';

const directories = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .describe('One directory or several; a relative one starts from the folder of the configuration file');

const collection = z.strictObject({
  name: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/, 'a collection is named by lower-case words joined by - or _')
    .refine((name) => name !== 'posts', 'posts are configured by `posts`'),
  directories,
  include: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('Globs within the directories, such as "guides/**"; every Markdown file by default'),
  path: z
    .string()
    .regex(
      /^([a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*)?$/,
      'a path is words joined by /, without a leading one',
    )
    .optional()
    .describe(
      "Where its pages stand on the site: the collection's name by default, the top of the site for `pages`",
    ),
});

const site = z.strictObject({
  title: z.string().min(1).default('Blog'),
  url: z
    .url({ protocol: /^https?$/, hostname: /./ })
    .default('http://localhost:8080/')
    .describe('Where the site will stand, with its base path: https://example.org/blog/'),
  description: z.string().default(''),
  author: z.string().min(1).optional(),
  language: z
    .string()
    .refine(isLanguage, {
      error: (issue) => `'${String(issue.input)}' is not a language tag such as en or de-AT`,
    })
    .default('en'),
});

const imports = z.strictObject({
  directory: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Where imported pages are kept as Markdown: `imported` in the first directory of the posts by default',
    ),
  delay: durationSchema.default('1s').describe('Between two requests to one host'),
  timeout: durationSchema.default('30s').describe('For one request, with all that is sent'),
  maxPageSize: z
    .int()
    .min(1)
    .max(50_000_000)
    .default(5_000_000)
    .describe('In bytes; a larger page is a failure'),
  maxRedirects: z.int().min(0).max(20).default(5),
  attempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('How often a page is asked for when its host fails for the moment'),
  robots: z.boolean().default(true).describe('Whether robots.txt is heeded'),
  privateAddresses: z
    .boolean()
    .default(false)
    .describe('Whether pages may come from this host and from private networks'),
  userAgent: z
    .string()
    .regex(/^[\x20-\x7e]+$/, 'a user agent is printable ASCII')
    .optional()
    .describe('As hosts are told: infra-blog with the address of the site by default'),
});

/** What a host may configure for this extension; every field has a default. */
export const configuration = z
  .strictObject({
    posts: directories.default('content/posts'),
    collections: z
      .array(collection)
      .default([])
      .describe('What content_ingestion reads: pages, notes, documentation …'),
    site: site.prefault({}),
    imports: imports.prefault({}),
    output: z.string().min(1).default('public').describe('Where publish_content writes the site'),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: (issue) => `'${String(issue.input)}' is not an IANA time zone` })
      .default('UTC')
      .describe('The zone of dates that name none, and of the dates shown on the site'),
    maxFileSize: z
      .int()
      .min(1)
      .max(50_000_000)
      .default(50_000_000)
      .describe('In bytes; a larger Markdown file is a failure'),
  })
  .superRefine(({ collections }, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['collections'], message });
    for (const name of repeated(collections.map((one) => one.name)))
      refuse(`'${name}' names two collections`);
    const places = collections.map(placeOf);
    for (const place of repeated(places.filter((one) => one !== '')))
      refuse(`two collections stand at '${place}'`);
    for (const place of places.filter((one) => reserved.has(one.split('/', 1)[0] ?? ''))) {
      refuse(`'${place}' is a place of the site's own: choose another path`);
    }
  });

// What publish_content makes itself.
const reserved = new Set(['posts', 'tags', 'categories', 'media']);

/** Where a collection stands on the site, without slashes around; '' is the top. */
export function placeOf({
  name,
  path,
}: {
  readonly name: string;
  readonly path?: string | undefined;
}): string {
  return path ?? (name === 'pages' ? '' : name);
}

export type BlogConfiguration = z.output<typeof configuration>;

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
