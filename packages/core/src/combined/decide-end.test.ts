import { expect, it } from 'vitest';
import type { Phase } from '../runs/phases/read-phases.js';
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

it('keeps what its phases returned, without their outputs where these are too much together', () => {
  const returning = (characters: number) => ({
    success: true,
    message: 'ok',
    items_processed: 1,
    items_failed: 0,
    duration_ms: 1,
    output: 'x'.repeat(characters),
  });
  const all = (characters: number) =>
    [0, 1, 2].map((at) => phase(at, { completed: true, child: at + 7, result: returning(characters) }));
  const outputs = (characters: number) => {
    const outcome = decideEnd(unasked, all(characters));
    const result = outcome !== null && 'result' in outcome ? outcome.result : null;
    if (result === null) throw new Error('it has not ended');
    expect(result).toMatchObject({ success: true, items_processed: 3 });
    const { phase_results: results } = result.output as {
      phase_results: { result: { message: string; output: string | null } }[];
    };
    return results.map(({ result }) => [result.message, result.output?.length ?? null]);
  };
  expect(outputs(2 ** 20)).toEqual(Array.from({ length: 3 }, () => ['ok', 2 ** 20]));
  expect(outputs(7 * 2 ** 20)).toEqual(Array.from({ length: 3 }, () => ['ok', null]));
});
