import { expect, it } from 'vitest';
import { type Progress, runCombinedJob } from './index.js';

function around(kept: unknown = null) {
  const controller = new AbortController();
  const reports: Progress[] = [];
  const saved: unknown[] = [];
  return {
    controller,
    reports,
    saved,
    context: {
      signal: controller.signal,
      progress: (report: Progress) => void reports.push(report),
      checkpoint: {
        load: async () => kept,
        save: async (state: unknown) => void saved.push(structuredClone(state)),
      },
    },
  };
}

it('runs functions one after the other, with one progress from their weights', async () => {
  const { context, reports, saved } = around();
  const result = await runCombinedJob(
    [
      { name: 'a', weight: 20, run: () => 'first' },
      { name: 'b', run: ({ progress }) => progress({ completed: 1, total: 4, message: 'a quarter' }) },
    ],
    context,
  );
  expect(result).toMatchObject({ success: true, status: 'success', phases_completed: 2, resumed: false });
  expect(result.phase_results).toEqual([
    { phase: 'a', index: 0, result: 'first' },
    { phase: 'b', index: 1, result: null },
  ]);
  expect(reports.map(({ completed, message }) => [completed, message])).toEqual([
    [0, 'a'],
    [20, 'b'],
    [40, 'b: a quarter'],
    [100, undefined],
  ]);
  expect(saved).toEqual([]);
});

it('stops at what throws, and keeps what is done', async () => {
  const { context, saved } = around();
  const broken = () => {
    throw new Error('no paper');
  };
  const phases = [
    { name: 'a', run: () => 1 },
    { name: 'b', run: broken },
    { name: 'c', run: () => 3 },
  ];
  expect(await runCombinedJob(phases, context, { resumable: true })).toEqual({
    success: false,
    status: null,
    phases_completed: 1,
    phase_results: [{ phase: 'a', index: 0, result: 1 }],
    message: 'failed in phase 2 of 3 (b): no paper',
    resumed: false,
    phases_skipped: 0,
    current_phase: 1,
    phase_name: 'b',
    error: 'no paper',
  });
  expect(saved).toEqual([{ phases: ['a', 'b', 'c'], results: [1] }]);
});

it('is cancelled between phases when the run is, and says so', async () => {
  const { context, controller } = around();
  const phases = [
    { name: 'a', run: () => controller.abort(new Error('enough')) },
    { name: 'b', run: () => expect.unreachable() },
  ];
  const result = await runCombinedJob(phases, context);
  expect(result).toMatchObject({
    status: 'cancelled',
    phases_completed: 1,
    current_phase: 1,
    error: 'enough',
  });
});

it('skips what an earlier run has done', async () => {
  const { context } = around({ phases: ['a', 'b'], results: ['kept'] });
  const phases = [
    { name: 'a', run: () => expect.unreachable() },
    { name: 'b', run: () => 'new' },
  ];
  const result = await runCombinedJob(phases, context, { resumable: true });
  expect(result).toMatchObject({ success: true, resumed: true, phases_skipped: 1 });
  expect(result.phase_results.map((phase) => phase.result)).toEqual(['kept', 'new']);
});

it('refuses the checkpoint of other phases, and of something else', async () => {
  const phases = [{ name: 'a', run: () => expect.unreachable() }];
  const changed = runCombinedJob(phases, around({ phases: ['b'], results: [] }).context, { resumable: true });
  await expect(changed).rejects.toThrow(/other phases \(b\)/);
  const other = runCombinedJob(phases, around(7).context, { resumable: true });
  await expect(other).rejects.toThrow(/not one of runCombinedJob/);
});
