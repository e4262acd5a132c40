import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandName, InfraHost } from './infra-host.js';

let host: InfraHost;
let empty: TestDatabase;

beforeAll(async () => {
  [host, empty] = await Promise.all([
    InfraHost.make({ 'chain.yaml': 'steps: [{ job: tidy }]\n' }),
    createTestDatabase({ template: 'template0' }),
  ]);
});

afterAll(async () => {
  await Promise.all([host.remove(), empty.drop()]);
});

/**
 * Called as processes elsewhere: what goes on until it is told to end (work.test.ts) or prints more than its artifact
 * (submit.test.ts), and what is for the embedded database only (host-commands.test.ts, shell-runs.test.ts).
 */
type Elsewhere = 'serve' | 'work' | 'runs wait' | 'db stop' | 'exec';

/**
 * What is typed after each command, in the order in which they are called: a new command needs a line. The runs are
 * 1 of `broken`, which has failed, and 2 of `tidy`.
 */
const calls: Record<Exclude<CommandName, Elsewhere>, () => string[]> = {
  'db migrate': () => [],
  'db status': () => [],
  build: () => [],
  'jobs run': () => ['broken', 'tidy', '--sequential'],
  'jobs list': () => ['--results', '3'],
  'jobs show': () => ['tidy'],
  'jobs history': () => ['-n', '5'],
  'jobs disable': () => ['tidy', '--reason', 'repair'],
  'jobs enable': () => ['tidy'],
  'jobs reset': () => ['tidy'],
  'jobs next': () => ['tidy', '-n', '2'],
  'jobs explain': () => ['tidy'],
  'jobs ledger': () => ['tidy'],
  'jobs cleanup-sessions': () => ['--dry-run'],
  'jobs log-cleanup': () => ['--dry-run'],
  'runs submit': () => ['tidy'],
  'runs list': () => ['done'],
  'runs status': () => ['2'],
  'runs logs': () => ['2', '--tail', '5'],
  'runs retry': () => ['1'],
  'runs approve run': () => ['1'],
  'runs approve pending': () => [],
  'runs approve filter': () => ['awaiting_approval'],
  'config auto-approve': () => [],
  'runs stop': () => ['5'],
  'chains run': () => [join(host.directory, 'chain.yaml')],
  'runs cancel': () => ['queued', '--yes'],
  'runs clean': () => ['--older-than', '1d', '--dry-run'],
  'chains schemas': () => [],
  'chains save': () => ['nightly', join(host.directory, 'chain.yaml')],
  'chains list': () => [],
  'chains show': () => ['nightly'],
  'chains schedule': () => ['nightly', '0 0 3 1 1 *'],
  'chains delete': () => ['nightly', '--yes'],
  'chains validate': () => [join(host.directory, 'chain.yaml')],
  'checkpoints list': () => [],
  'checkpoints clean': () => ['--dry-run'],
  'failures list': () => [],
  'failures resubmit': () => ['--all', '--yes'],
  'failures delete': () => ['--all', '--yes'],
  pause: () => ['--reason', 'moving house'],
  resume: () => [],
  'queues set': () => ['mail', '3'],
  'queues list': () => [],
  status: () => [],
  audit: () => [],
  doctor: () => [],
  'config show': () => [],
  'extensions list': () => [],
  'tokens create': () => ['--name', 'ci', '--role', 'operator', '--expires', '30d'],
  'tokens list': () => [],
  'tokens revoke': () => ['ci'],
  'tokens link': () => [],
  'db copy': () => ['--to', empty.url, '--yes'],
  'db backup': () => [join(host.directory, 'infra.gz')],
  'db restore': () => [join(host.directory, 'infra.gz'), '--replace', '--yes'],
  'runs clear': () => ['--confirm', '--yes'],
  'new extension': () => ['weather'],
  'new job': () => ['forecast', '--extension', 'extensions/weather'],
};

/** What exits with 1: a run fails, one is over that was to be approved, and nothing ticks: a problem to the doctor. */
const unsuccessful = new Set<string>(['jobs run', 'runs approve run', 'doctor']);

// One after the other: a command finds what the ones before have done.
test.each(Object.keys(calls) as (keyof typeof calls)[])(
  'infra %s is a process that prints its artifact and ends',
  async (command) => {
    const { code, stderr } = await host.artifact(command, calls[command](), { spawned: true });
    expect({ code, stderr }).toMatchObject({ code: unsuccessful.has(command) ? 1 : 0 });
  },
);
