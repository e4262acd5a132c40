// How long `infra jobs run blog_content_ingestion` takes for 2,000 new Markdown files and for the same files unchanged, and
// how much memory, on a fresh embedded database with its default, durable settings.
//   node bench/ingest-markdown.ts [files]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const wanted = 'wanted: all new within 20 s, unchanged within 3 s, below 250 MB';

const count = Number(process.argv[2] ?? 2000);
const repository = fileURLToPath(new URL('..', import.meta.url));
const directory = await realpath(await mkdtemp(join(tmpdir(), 'infra-bench-')));
// The embedded server of root runs as another account, which must be able to enter.
await chmod(directory, 0o711);
const { DATABASE_URL: _, NODE_OPTIONS: __, ...inherited } = process.env;

interface Call {
  readonly output: string;
  readonly seconds: number;
  /** The most that the process had in memory. */
  readonly megabytes: number;
}

/** Runs the program as a user does, with a last line of code that notes how much memory it needed. */
async function infra(...words: string[]): Promise<Call> {
  const started = performance.now();
  const note = `fs.writeFileSync(${JSON.stringify(`${directory}/`)} + process.pid, String(process.resourceUsage().maxRSS))`;
  const preload = `import fs from 'node:fs'; process.on('exit', () => ${note})`;
  const child = spawn(
    process.execPath,
    [
      `--import=data:text/javascript,${encodeURIComponent(preload)}`,
      join(repository, 'packages/cli/bin/infra.js'),
      '--json',
      ...words,
    ],
    {
      cwd: directory,
      env: { ...inherited, INFRA_HOME: join(directory, 'state') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const seconds = (performance.now() - started) / 1000;
  if (child.exitCode !== 0) throw new Error(`infra ${words.join(' ')} ended with ${child.exitCode}`);
  const kilobytes = Number(await readFile(join(directory, String(child.pid)), 'utf8'));
  return { output, seconds, megabytes: kilobytes / 1024 };
}

async function ingest(files: string) {
  const { output, seconds, megabytes } = await infra('jobs', 'run', 'blog_content_ingestion');
  const artifact = JSON.parse(output) as { data: { jobs_run: [{ result: { message: string } }] } };
  return {
    files,
    seconds: seconds.toFixed(2),
    'peak MB': Math.round(megabytes),
    result: artifact.data.jobs_run[0].result.message,
  };
}

/** Posts of about 4 KB with what posts have: headings, lists, code, tables, links, footnotes. */
async function writePosts(): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const year = 2000 + (index % 25);
    const folder = join(directory, 'posts', String(year));
    await mkdir(folder, { recursive: true });
    const name = `${year}-0${1 + (index % 9)}-1${index % 10}-post-${index}.md`;
    await writeFile(join(folder, name), postText(index));
  }
}

function postText(index: number): string {
  const sentence =
    `A job that runs *every hour* says **what it did** and [why](https://example.org/${index}): ` +
    `number ${index} of many, \`items_processed\` among them. `;
  const section = (part: number) => `## Part ${part} of ${index}

${sentence.repeat(5)}

- one thing, with [a neighbour](post-${index + 1}.md)
- another thing
  - below it

\`\`\`js
const next = schedule.next(new Date(${index}));
if (next > now && next < later) console.log("<tag> & more");
\`\`\`

| when | what |
|---|---|
| ${index} | ${part} |

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

try {
  await writeFile(
    join(directory, 'infra.config.json'),
    JSON.stringify({
      extensions: [{ use: join(repository, 'extensions/blog'), configuration: { posts: 'posts' } }],
    }),
  );
  await writePosts();
  // Makes the cluster and the tables, which a host does once.
  await infra('jobs', 'list');
  console.table([await ingest('new'), await ingest('unchanged')]);
  console.log(wanted);
} finally {
  await infra('db', 'stop').catch(() => {});
  await rm(directory, { recursive: true, force: true });
}
