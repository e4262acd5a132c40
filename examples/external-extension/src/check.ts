// Runs this example as its reader would, on a database of its own, and fails when something is not as the docs say.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const home = await mkdtemp(join(tmpdir(), 'infra-example-'));
// The database server of root runs as another account, which has to get through.
await chmod(home, 0o711);

interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command line in this folder. */
function infra(...words: readonly string[]): Promise<Called> {
  const { DATABASE_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      'infra',
      words,
      { env: { ...env, INFRA_HOME: home } },
      (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? 1, stdout, stderr });
      },
    );
  });
}

try {
  const list = await infra('--json', 'jobs', 'list');
  assert.equal(list.exitCode, 0, list.stderr);
  const { data } = JSON.parse(list.stdout) as { data: { jobs: { name: string; schedule: string }[] } };
  assert.deepEqual(
    data.jobs.map(({ name, schedule }) => [name, schedule]),
    [['check_disk_space', '0 */10 * * * *']],
  );

  const run = await infra('jobs', 'run', 'check_disk_space', '-p', 'minimum_free_percent=0');
  assert.equal(run.exitCode, 0, run.stderr);
  assert.match(run.stdout, /success.*\d+ % free at \//);

  const failed = await infra('jobs', 'run', 'check_disk_space', '-p', 'minimum_free_percent=100');
  assert.equal(failed.exitCode, 1, 'a run that failed is exit 1');
  assert.match(failed.stdout, /failed.*less than 100 %/);

  const refused = await infra('jobs', 'run', 'check_disk_space', '-p', 'minimum_free_percent=ten');
  assert.equal(refused.exitCode, 2, 'parameters that break the schema are exit 2');
  assert.match(refused.stderr, /minimum_free_percent/);

  const history = await infra('--json', 'jobs', 'history', '--job', 'check_disk_space');
  const { data: kept } = JSON.parse(history.stdout) as { data: { entries: { status: string }[] } };
  assert.deepEqual(
    kept.entries.map(({ status }) => status),
    ['failed', 'success'],
  );
  console.log('external-extension: listed, ran, failed, was refused and is in the history');
} finally {
  await infra('db', 'stop');
  await rm(home, { recursive: true, force: true });
}
