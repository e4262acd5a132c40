// How long 2,000 Markdown files take to ingest, and to find unchanged, and how much memory that needs.
//   node bench/ingest-markdown.mjs [--files 2000]
// Runs on DATABASE_URL when it is set (an empty database), else on a throwaway embedded cluster.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const limits = { firstSeconds: 20, secondSeconds: 3, megabytes: 250 };

// The job runs in a process of its own, so that the peak of memory is the job's and not that of making the files.
if (process.send === undefined) await measure();
else process.once('message', (host) => void ingest(host));

async function measure() {
  const { values } = parseArgs({ options: { files: { type: 'string', default: '2000' } } });
  const directory = await mkdtemp(join(tmpdir(), 'infra-bench-'));
  const database = await openDatabase();
  // The cluster's own connection keeps no process alive, and ending it is awaited below.
  const alive = setInterval(() => {}, 60_000);
  try {
    const bytes = await writePosts(join(directory, 'posts'), Number(values.files));
    const first = await inOwnProcess({ directory, connection: database.connection });
    const second = await inOwnProcess({ directory, connection: database.connection });
    const isWithin =
      first.seconds < limits.firstSeconds &&
      second.seconds < limits.secondSeconds &&
      Math.max(first.megabytes, second.megabytes) < limits.megabytes;
    console.log(
      JSON.stringify({
        files: Number(values.files),
        megabytes: round(bytes / 1e6),
        first,
        second,
        limits,
        isWithin,
      }),
    );
    process.exitCode = isWithin ? 0 : 1;
  } finally {
    await database.close();
    clearInterval(alive);
    await rm(directory, { recursive: true, force: true });
  }
}

async function openDatabase() {
  const { migrateTestDatabase, startTestCluster } = await import('@infra/core/testing');
  if (process.env.DATABASE_URL !== undefined) {
    return { connection: { connectionString: process.env.DATABASE_URL }, close: () => Promise.resolve() };
  }
  const cluster = await startTestCluster();
  const connection = cluster.connection('postgres');
  await migrateTestDatabase(connection);
  return { connection, close: () => cluster.stop() };
}

function inOwnProcess(host) {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(host);
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the process that ingests ended with ${code}`)));
  });
}

async function ingest({ directory, connection }) {
  const started = performance.now();
  const { Kysely, PostgresDialect } = await import('kysely');
  const { Migrator } = await import('kysely/migration');
  const { default: pg } = await import('pg');
  const blog = await import('@infra/blog');
  const { BlogContentIngestion } = await blog.default.jobs[0]();
  const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool(connection) }) });
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => blog.default.migrations },
    migrationTableName: 'infra_migrations_blog',
    migrationLockTableName: 'infra_migrations_blog_lock',
  }).migrateToLatest();
  if (error instanceof Error) throw error;
  const settings = { configuration: blog.configuration.parse({ posts: 'posts' }), hostDirectory: directory };
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const signal = new AbortController().signal;
  const context = { parameters: { prune: false }, db, logger: silent, signal, progress() {} };
  const result = await new BlogContentIngestion(settings).execute(context);
  await db.destroy();
  const seconds = round((performance.now() - started) / 1000);
  process.send(
    { message: result.message, seconds, megabytes: round(process.resourceUsage().maxRSS / 1024) },
    () => process.exit(),
  );
}

/** Posts of about 5 KB with what posts have: headings, lists, code, tables, links, footnotes. */
async function writePosts(directory, count) {
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const folder = join(directory, String(2000 + (index % 25)));
    await mkdir(folder, { recursive: true });
    const text = postText(index);
    bytes += Buffer.byteLength(text);
    await writeFile(
      join(folder, `${2000 + (index % 25)}-0${1 + (index % 9)}-1${index % 10}-post-${index}.md`),
      text,
    );
  }
  return bytes;
}

function postText(index) {
  const paragraph = `A job that runs *every hour* says **what it did** and [why](https://example.org/${index}): number ${index} of many, \`items_processed\` among them. `;
  const section = (number) => `## Part ${number} of ${index}

${paragraph.repeat(5)}

- one thing, with [a neighbour](post-${index + 1}.md)
- another thing
  - below it

\`\`\`js
const next = schedule.next(new Date(${index}));
if (next > now && next < later) console.log("<tag> & more");
\`\`\`

| when | what |
|---|---|
| ${index} | ${number} |

> Quoted, once.[^1]

`;
  return `---
title: "Post number ${index}"
date: 2024-03-0${1 + (index % 9)} 10:00:00 +0100
tags: [cron, tag-${index % 40}]
author: Somebody
---

${[1, 2, 3, 4].map(section).join('')}
[^1]: A note about ${index}.
`;
}

function round(value) {
  return Math.round(value * 100) / 100;
}
