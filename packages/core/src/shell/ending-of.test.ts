import { expect, test } from 'vitest';
import type { UnfinishedShellRun } from '../shell-runs/read-shell-runs.js';
import { endingOf } from './ending-of.js';
import type { ExitRecord } from './exit-record.js';

const run: UnfinishedShellRun = {
  id: 7,
  status: 'running',
  attempt: 1,
  lost: 0,
  queue: 'default',
  supervisor: { pid: 3, started: 'then' },
  restartOnCrash: false,
  unwanted: false,
  ageMs: 1_000,
  follows: false,
  spoilt: null,
};
const record: ExitRecord = {
  id: 7,
  attempt: 1,
  exit_code: 0,
  signal: null,
  start_error: null,
  ended: null,
  timeout_ms: null,
  exited_at: '2026-11-22T00:00:00.000Z',
  duration_ms: 5,
  log_bytes: 9,
  log_lost: 0,
};
const noProgram = { code: 'ENOENT', message: 'spawn nosuch ENOENT' };

test.each<[string, Partial<ExitRecord>, Partial<UnfinishedShellRun>, object]>([
  ['ends well', {}, {}, { status: 'completed', exitCode: 0, error: null, result: { message: null } }],
  [
    'exits with another code',
    { exit_code: 3 },
    {},
    { status: 'failed', exitCode: 3, error: { code: 'command_failed' } },
  ],
  [
    'is killed by a signal',
    { exit_code: null, signal: 'SIGSEGV' },
    {},
    { status: 'failed', exitCode: null, exitSignal: 'SIGSEGV', error: { code: 'command_killed' } },
  ],
  [
    'is not there',
    { exit_code: null, start_error: noProgram },
    {},
    {
      status: 'failed',
      exitCode: 127,
      error: { code: 'command_not_started', message: 'it could not be started: spawn nosuch ENOENT' },
    },
  ],
  [
    'cannot be executed',
    { exit_code: null, start_error: { ...noProgram, code: 'EACCES' } },
    {},
    { status: 'failed', exitCode: 126 },
  ],
  [
    'takes too long',
    { exit_code: 0, ended: 'timeout', timeout_ms: 50 },
    {},
    { status: 'failed', error: { code: 'timeout' } },
  ],
  [
    'was stopped by somebody',
    { ended: 'stopped' },
    { unwanted: true },
    { ended: true, error: { code: 'cancelled' } },
  ],
  [
    'ended with its machine',
    { ended: 'stopped' },
    {},
    { status: 'failed', error: { code: 'supervisor_stopped' } },
  ],
  [
    'ended with its machine, and is started again',
    { ended: 'stopped' },
    { restartOnCrash: true },
    { status: 'queued' },
  ],
  [
    'printed more than the disk took',
    { log_lost: 12 },
    {},
    { status: 'completed', result: { message: '12 bytes of its output could not be written to its log' } },
  ],
  [
    'failed, and printed more than the disk took',
    { exit_code: 1, log_lost: 12 },
    {},
    { error: { message: 'it exited with code 1; 12 bytes of its output could not be written to its log' } },
  ],
])('a command that %s', (_, ended, of, expected) => {
  expect(endingOf({ ...record, ...ended }, { ...run, ...of })).toMatchObject(expected);
});
