import { expect, it } from 'vitest';
import type { Phase } from '../runs/read-phases.js';
import { decideEnd } from './decide-end.js';

const phase = (position: number, fields: Partial<Phase> = {}): Phase => ({
  position,
  name: `phase ${position}`,
  jobName: 'job',
  weight: 50,
  completed: false,
  result: null,
  child: null,
  status: null,
  error: null,
  progress: null,
  ...fields,
});
const done = phase(0, { completed: true, child: 7, status: 'completed' });
const second = (fields: Partial<Phase>) => [done, phase(1, { child: 8, ...fields })];
const boom = { code: 'job_threw', message: 'boom' };
const asked = { resume: false, cancelReason: 'enough' };
const unasked = { resume: false, cancelReason: null };

it.each([
  ['goes on while a phase waits', unasked, second({ status: 'queued' }), null],
  ['goes on while a phase runs', asked, second({ status: 'running' }), null],
  ['fails with its phase', unasked, second({ status: 'failed', error: boom }), ['failed', 'boom']],
  [
    'fails with a phase that failed although it was cancelled',
    asked,
    second({ status: 'failed', error: boom }),
    ['failed', 'boom'],
  ],
  [
    'is cancelled with its phase',
    unasked,
    second({ status: 'cancelled', error: { code: 'cancelled', message: 'no' } }),
    ['cancelled', 'no'],
  ],
  ['is cancelled between two phases', asked, [done, phase(1)], ['cancelled', 'enough']],
  [
    'fails when the run of its phase is gone',
    unasked,
    second({ status: null }),
    ['failed', 'its run 8 was removed'],
  ],
])('a combined run %s', (_, run, phases, end) => {
  const outcome = decideEnd(run, phases);
  const output =
    outcome !== null && 'result' in outcome ? (outcome.result?.output as { error?: string }) : null;
  expect(outcome === null ? null : [outcome.status, output?.error]).toEqual(end);
});

it('has completed when all phases have, also when somebody wanted it cancelled', () => {
  const all = [done, phase(1, { completed: true, child: 8, status: 'completed' })];
  expect(decideEnd(asked, all)).toMatchObject({ status: 'completed', error: null });
});

it('counts what an earlier run has done as skipped', () => {
  const all = [phase(0, { completed: true }), phase(1, { completed: true, child: 8, status: 'completed' })];
  expect(decideEnd({ resume: true, cancelReason: null }, all)).toMatchObject({
    result: { output: { resumed: true, phases_skipped: 1, phases_completed: 2 } },
  });
});
