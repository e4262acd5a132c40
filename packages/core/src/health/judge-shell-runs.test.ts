import { expect, test } from 'vitest';
import { judgeShellRuns, type ShellRunState, type ShellSide } from './judge-shell-runs.js';

const sound: ShellSide = { directory: '/state/shell', unusable: null, runs: [], unrecorded: 0 };
const run = (state: ShellRunState['state'], number = 1): ShellRunState => ({
  id: `s${number}`,
  command: 'make build',
  state,
});

test.each<[string, Partial<ShellSide>, string[]]>([
  ['nothing goes on', {}, ['ok 0 shell run']],
  [
    'each has its supervisor, or its end is being recorded',
    { runs: [run('attended'), run('unrecorded')] },
    ['ok 2 shell run'],
  ],
  [
    'nobody knows, because the server does not run',
    { runs: null },
    ['ok the embedded database does not run'],
  ],
  ['a supervisor has died', { runs: [run('lost')] }, ['problem s1 (make build) stands as running']],
  [
    'its number went to another process',
    { runs: [run('number_taken')] },
    [
      'problem s1 (make build) stands as running, and its supervisor has died, and another process has its number',
    ],
  ],
  ['one that waits has lost it', { runs: [run('forsaken')] }, ['problem s1 (make build) waits for its turn']],
  [
    'many have lost theirs',
    { runs: Array.from({ length: 8 }, (_, at) => run('lost', at + 1)) },
    [...[1, 2, 3, 4, 5].map((id) => `problem s${id} `), 'problem 3 more shell run(s)'],
  ],
  ['ends lie on the disk', { runs: null, unrecorded: 2 }, ['warning 2 shell run(s) have ended']],
  [
    'no log can be written',
    { unusable: 'permission denied' },
    ['problem nothing can be written to /state/shell, where shell runs have their logs: permission denied'],
  ],
])('shell runs: %s', (_, side, expected) => {
  const found = judgeShellRuns({ ...sound, ...side });
  expect(found).toHaveLength(expected.length);
  for (const [at, text] of expected.entries()) {
    const { status, message, remedy } = found[at]!;
    expect(`${status} ${message}`.slice(0, text.length)).toBe(text);
    expect(remedy === null).toBe(status === 'ok');
  }
});
