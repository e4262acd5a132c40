import { describe, expect, test } from 'vitest';
import { isRestarted, judgeShellRun, type ShellRunFacts, type ShellRunVerdict } from './judge-shell-run.js';

const run = {
  id: 7,
  attempt: 1,
  lost: 0,
  queue: 'default',
  supervisor: { pid: 12, started: 'then' },
  restartOnCrash: false,
  unwanted: false,
  ageMs: 100,
  follows: false,
  spoilt: null,
};
const dead: ShellRunFacts = { alive: false, exited: null, waiting: false };
const alive: ShellRunFacts = { ...dead, alive: true };

describe('a run that is running', () => {
  const cases: [what: string, facts: ShellRunFacts, verdict: ShellRunVerdict][] = [
    ['goes its way while its supervisor lives', alive, 'leave'],
    ['is settled when its end is on the disk', { ...dead, exited: 1 }, 'settle'],
    ['is settled though its supervisor still lives', { ...alive, exited: 1 }, 'settle'],
    ['is lost when its supervisor has died', dead, 'lost'],
    ['is lost when only the end of an earlier attempt is there', { ...dead, exited: 0 }, 'lost'],
    ['is told to its supervisor that still waits', { ...alive, waiting: true }, 'tell'],
  ];
  test.each(cases)('%s', (_, facts, verdict) => {
    expect(judgeShellRun({ ...run, status: 'running' }, facts)).toBe(verdict);
  });
});

describe('a run that is queued', () => {
  const cases: [what: string, given: object, facts: ShellRunFacts, verdict: ShellRunVerdict][] = [
    ['may begin when its supervisor waits', {}, { ...alive, waiting: true }, 'claim'],
    ['is left alone until its supervisor has its order', {}, alive, 'leave'],
    ['is left to its caller for a while', { supervisor: null }, dead, 'leave'],
    ['is cancelled when its caller never came back', { supervisor: null, ageMs: 61_000 }, dead, 'forsaken'],
    ['is cancelled when its supervisor has died', {}, dead, 'forsaken'],
    ['is started when that was asked for', { restartOnCrash: true }, dead, 'adopt'],
    ['is started again', { restartOnCrash: true, lost: 1, supervisor: null }, dead, 'adopt'],
    ['is cancelled with what it follows', { spoilt: 3 }, { ...alive, waiting: true }, 'spoilt'],
  ];
  test.each(cases)('%s', (_, given, facts, verdict) => {
    expect(judgeShellRun({ ...run, status: 'queued', ...given }, facts)).toBe(verdict);
  });
});

test('a run is started again after its supervisor died, three times at most and never against the will of somebody', () => {
  expect(isRestarted({ ...run })).toBe(false);
  expect(isRestarted({ ...run, restartOnCrash: true })).toBe(true);
  expect(isRestarted({ ...run, restartOnCrash: true, lost: 3 })).toBe(false);
  expect(isRestarted({ ...run, restartOnCrash: true, unwanted: true })).toBe(false);
});
