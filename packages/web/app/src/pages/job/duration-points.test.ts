import { expect, test } from 'vitest';
import { durationPoints, durationsInWords } from './duration-points.js';

const entry = {
  job_name: 'mail',
  run_at: '2026-01-14T10:00:00.000Z',
  error: null,
  trigger: 'manual',
  attempt: 1,
  scheduled_for: null,
} as const;

test('finished runs are points by when they ended, failed ones apart', () => {
  const points = durationPoints([
    { ...entry, run_id: '4', status: 'running', finished_at: null, duration_ms: null },
    { ...entry, run_id: '3', status: 'failed', finished_at: '2026-01-14T10:00:03.000Z', duration_ms: 500 },
    {
      ...entry,
      run_id: '2',
      status: 'cancelled',
      finished_at: '2026-01-14T10:00:02.000Z',
      duration_ms: null,
    },
    { ...entry, run_id: '1', status: 'success', finished_at: '2026-01-14T10:00:01.000Z', duration_ms: 1500 },
  ]);
  const second = Date.parse('2026-01-14T10:00:00Z') / 1000;
  expect(points).toEqual({
    at: [second + 1, second + 3],
    completed: [1.5, null],
    failed: [null, 0.5],
    runIds: ['1', '3'],
  });
  expect(durationsInWords(points, { p50: 1500, p95: 2000 })).toBe(
    'How long the last 2 finished runs took: usually 1.5 s, 95 % within 2.0 s',
  );
  expect(durationsInWords({ ...points, at: [second] }, { p50: 1500, p95: null })).toBe(
    'How long the one finished run took: usually 1.5 s',
  );
  expect(durationsInWords(durationPoints([]), { p50: null, p95: null })).toBe('No run has finished yet');
});
