import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfraHost } from './infra-host.js';

let host: InfraHost;

beforeAll(async () => {
  host = await InfraHost.make();
});

afterAll(() => host.remove());

async function complete(...words: string[]): Promise<string[]> {
  // No database is asked: the names are in the registry.
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const { stdout, stderr, code } = await host.infra(['complete', '--', ...words], { env });
  expect([stderr, code]).toEqual(['', 0]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toBe(':4');
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

describe('completion', () => {
  test('suggests nouns, verbs and flags', async () => {
    expect(await complete('')).toEqual(expect.arrayContaining(['jobs', 'db', 'work', 'completion']));
    expect(await complete('jobs', 'dis')).toEqual(['disable']);
    expect(await complete('jobs', 'history', '--s')).toEqual(['--status', '--since']);
  });

  test('suggests job names, tags and extensions of the host', async () => {
    expect(await complete('jobs', 'show', 't')).toEqual(['tidy']);
    expect(await complete('jobs', 'run', 'tidy', 'ro')).toEqual(['romeo']);
    expect(await complete('jobs', 'history', '--job', 'gr')).toEqual(['greet']);
    expect(await complete('jobs', 'list', '--tag', 'q')).toEqual(['quick']);
    expect(await complete('jobs', 'list', '--extension', '')).toEqual(['clockwork', 'maintenance']);
  });

  test('suggests filters and statuses of runs', async () => {
    expect(await complete('runs', 'list', 'd')).toEqual(['done']);
    expect(await complete('runs', 'list', '--status', 'que')).toEqual(['queued']);
    expect(await complete('runs', 'list', '--job', 'gr')).toEqual(['greet']);
  });

  test('is silent where there is no host', async () => {
    const { stdout, stderr, code } = await host.infra(['complete', '--', 'jobs', 'show', ''], { cwd: '/' });
    expect([stdout, stderr, code]).toEqual([':4\n', '', 0]);
  });

  test('bash reads its script, twice if need be, and completes with it', async () => {
    const { stdout: script } = await host.infra(['completion', 'bash']);
    const session = `
      ${script}
      ${script}
      infra() { printf '%s\\n' "$*" >&2; printf 'tidy\\tTidies up\\n:4\\n'; }
      _get_comp_words_by_ref() { words=(infra jobs show t); cword=3; cur=t; prev=show; }
      compopt() { :; }
      __infra_complete 2>/dev/null
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', session]);
    expect([stdout, stderr]).toEqual(['tidy\n', '']);
  });

  test.each(['zsh', 'fish'])('there is a script for %s', async (shell) => {
    expect((await host.infra(['completion', shell])).stdout).toContain('infra complete --');
  });

  test('an unknown shell is refused', async () => {
    expect(await host.failure(['completion', 'tcsh'])).toMatchObject({ code: 'invalid_value', exitCode: 2 });
  });
});
