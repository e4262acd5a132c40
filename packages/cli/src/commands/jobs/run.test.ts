import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const run = (words: string[], stdin?: string) =>
  recordCall(['jobs', 'run', ...words], { answer: { failed: 0 }, ...(stdin === undefined ? {} : { stdin }) });

describe('jobs run', () => {
  test('runs the named jobs, all at once unless told otherwise', async () => {
    const names = ['a', 'b'];
    expect((await run(names)).input).toMatchObject({ selection: { names }, sequential: false });
    expect((await run([...names, '--sequential'])).input).toMatchObject({
      selection: { names },
      sequential: true,
    });
  });

  test('runs all, or those with a tag', async () => {
    expect((await run(['--all'])).input).toMatchObject({ selection: { all: true } });
    expect((await run(['--tag', 'content'])).input).toMatchObject({ selection: { tag: 'content' } });
  });

  test.each([[[]], [['a', '--all']], [['--all', '--tag', 'x']], [['a', '--tag', 'x']]])(
    'refuses %j: exactly one way to choose jobs',
    async (words) => {
      await expect(run(words)).rejects.toMatchObject({ code: 'usage' });
    },
  );

  test('hands on key=value as words, for the schema of the job to read', async () => {
    const { input } = await run(['a', '-p', 'directory=x', '-p', 'directory=y=z', '--parameter', 'deep=']);
    expect(input).toMatchObject({
      parameters: [
        ['directory', 'x'],
        ['directory', 'y=z'],
        ['deep', ''],
      ],
    });
  });

  test('reads JSON parameters from the line, from a file and from stdin', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'infra-cli-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const file = join(directory, 'parameters.json');
    await writeFile(file, '{"days": 7}');
    const expected = { parameters: { days: 7 } };
    expect((await run(['a', '--params', '{"days": 7}'])).input).toMatchObject(expected);
    expect((await run(['a', '--params', `@${file}`])).input).toMatchObject(expected);
    expect((await run(['a', '--params', '-'], '{"days": 7}')).input).toMatchObject(expected);
  });

  test.each([
    [['a', '--params', '{days: 7}'], /--params is not valid JSON/],
    [['a', '--params', '[1]'], /must be a JSON object/],
    [['a', '--params', 'null'], /must be a JSON object/],
    [['a', '--params', '@/nowhere.json'], /cannot read '\/nowhere.json': there is no such file/],
    [['a', '-p', 'directory'], /-p takes key=value, not 'directory'/],
    [['a', '-p', '=x'], /-p takes key=value/],
    [['a', '-p', 'x=1', '--params', '{}'], /exclude each other/],
    [['a', 'b', '-p', 'x=1'], /-p needs exactly one job name/],
    [['--all', '--params', '{}'], /--params needs exactly one job name/],
  ])('refuses %j', async (words, message) => {
    await expect(run(words)).rejects.toThrow(message);
  });

  test('exits with 1 when a run failed, although nothing is wrong with the command', async () => {
    expect((await recordCall(['jobs', 'run', 'a'], { answer: { failed: 1 } })).exitCode).toBe(1);
    expect((await recordCall(['jobs', 'run', 'a'], { answer: { failed: 0 } })).exitCode).toBe(0);
  });
});
