import { describe, expect, test } from 'vitest';
import { Session } from './session.js';
import { type Terminal, wantsColor } from './terminal.js';
import { fakeTerminal } from './testing/recorded-call.js';

const flags = {
  json: false,
  config: undefined,
  database: undefined,
  nonInteractive: false,
  color: true,
  debug: false,
};
const artifact = {
  data: { message: 'done \u001b[2J', stopped: true },
  artifact_type: 'text',
  title: 'Database Stopped',
} as const;

describe('a session', () => {
  test('prints an artifact as one JSON object and nothing else with --json', async () => {
    const terminal = fakeTerminal();
    const session = new Session(terminal);
    session.begin('db stop', { ...flags, json: true });
    await session.print<'db stop'>(artifact);
    expect(terminal.written.stdout).toBe(`${JSON.stringify(artifact)}\n`);
    expect(terminal.written.stderr).toBe('');
  });

  test('prints the same artifact for people', async () => {
    const terminal = fakeTerminal();
    const session = new Session(terminal);
    session.begin('db stop', flags);
    await session.print<'db stop'>(artifact);
    expect(terminal.written.stdout).toBe('done \\x1b[2J\n');
  });

  test('notes go to stderr, with --json as objects', () => {
    const terminal = fakeTerminal();
    const session = new Session(terminal);
    session.note('left out');
    session.begin('jobs run', { ...flags, json: true });
    session.note('left out');
    expect(terminal.written).toEqual({ stdout: '', stderr: 'note: left out\n{"note":"left out"}\n' });
  });

  test('shows no spinner where stderr is no terminal', async () => {
    const terminal = fakeTerminal();
    const result = await new Session(terminal).whileWaiting('working', (say) => {
      say('still working');
      return Promise.resolve(7);
    });
    expect([result, terminal.written.stderr]).toEqual([7, '']);
  });

  test.each<[string, Partial<Terminal>, Partial<typeof flags>, boolean]>([
    ['somebody sits there', {}, {}, true],
    ['input comes from a pipe', { stdin: fakeTerminal().stdin }, {}, false],
    ['errors go to a file', { stderr: fakeTerminal().stderr }, {}, false],
    ['the user does not want it', {}, { nonInteractive: true }, false],
    ['a program reads the answer', {}, { json: true }, false],
  ])('may ask only when it is allowed to: %s', (_, terminal, given, may) => {
    const interactive = {
      ...fakeTerminal(),
      stdin: { isTTY: true } as never,
      stderr: { write() {}, isTTY: true },
    };
    const session = new Session({ ...interactive, ...terminal });
    session.begin('new job', { ...flags, ...given });
    expect(session.mayAsk).toBe(may);
  });
});

test.each([
  { on: 'a terminal', isTTY: true, env: {}, asked: true, wanted: true },
  { on: 'a pipe', isTTY: undefined, env: {}, asked: true, wanted: false },
  { on: 'a terminal with NO_COLOR', isTTY: true, env: { NO_COLOR: '1' }, asked: true, wanted: false },
  { on: 'a terminal with an empty NO_COLOR', isTTY: true, env: { NO_COLOR: '' }, asked: true, wanted: true },
  { on: 'a terminal with --no-color', isTTY: true, env: {}, asked: false, wanted: false },
  { on: 'a dumb terminal', isTTY: true, env: { TERM: 'dumb' }, asked: true, wanted: false },
])('on $on, colours: $wanted', ({ isTTY, env, asked, wanted }) => {
  expect(wantsColor({ write() {}, isTTY }, env, asked)).toBe(wanted);
});
