import { describe, expect, test } from 'vitest';
import { type CellKind, cellsOf, detailsOf, type LedgerEntry, ledgerInWords } from './ledger-cells.js';

type LedgerRun = NonNullable<LedgerEntry['run']>;

const at = (hour: number) => `2026-01-14T${String(hour).padStart(2, '0')}:00:00.000Z`;
const ran = (hour: number, run: Partial<LedgerRun> = {}): LedgerEntry => ({
  schedule_name: 'default',
  outcome: 'ran',
  first: at(hour),
  last: at(hour),
  count: 1,
  reason: null,
  run: {
    run_id: String(hour),
    status: 'success',
    started_at: at(hour),
    finished_at: at(hour),
    duration_ms: 1200,
    lateness_ms: 4,
    error: null,
    ...run,
  },
});
const skipped = (reason: LedgerEntry['reason'], count: number | null): LedgerEntry => ({
  ...ran(5),
  outcome: 'skipped',
  run: null,
  reason,
  count,
});

describe('the cells of a ledger', () => {
  test.each<[LedgerEntry, CellKind, string]>([
    [ran(1), 'completed', 'Completed'],
    [ran(1, { status: 'failed' }), 'failed', 'Failed'],
    [ran(1, { status: 'cancelled' }), 'cancelled', 'Cancelled'],
    [ran(1, { status: 'running' }), 'unfinished', 'Running'],
    [ran(1, { status: 'awaiting_approval' }), 'unfinished', 'Waiting'],
    [skipped('overlap', 1), 'skipped', 'Skipped: overlap'],
    [skipped('disabled', null), 'skipped', 'Skipped: disabled'],
    [skipped('subject_busy', 1), 'skipped', 'Skipped: subject busy'],
    [skipped('misfire', 1), 'missed', 'Missed'],
    [skipped('no_worker', null), 'missed', 'Missed: no worker'],
  ])('%#', (entry, kind, word) => {
    expect(cellsOf([entry])).toMatchObject([{ kind, word }]);
  });

  test('stand in the order of time', () => {
    expect(cellsOf([ran(3), ran(2), ran(1)]).map(({ entry }) => entry.first)).toEqual([at(1), at(2), at(3)]);
  });

  test('grow with what they cover, and never beyond four', () => {
    const widths = [1, 2, 5, 30, 1_000_000].map((count) => cellsOf([skipped('misfire', count)])[0]?.width);
    expect(widths).toEqual([1, 1, 2, 3, 4]);
    expect(cellsOf([skipped('disabled', null)])[0]?.width).toBe(3);
  });

  test('are counted in words, each occurrence once', () => {
    const cells = cellsOf([skipped('misfire', 1200), ran(3, { status: 'failed' }), ran(2), ran(1)]);
    expect(ledgerInWords(cells)).toBe('2 completed, 1 failed, 1,200 missed');
    expect(ledgerInWords([])).toBe('');
  });
});

test('what is said of an occurrence is why it was skipped, or how its run went', () => {
  expect(detailsOf(ran(1, { error: 'no paper' }))).toEqual([
    'started 4 ms after its moment',
    'took 1.2 s',
    'no paper',
  ]);
  expect(detailsOf(skipped('overlap', 1))).toEqual(['an earlier run of the job was unfinished']);
  expect(detailsOf(skipped('disabled', null))).toEqual(['the job was disabled', 'this goes on']);
  expect(detailsOf(skipped('misfire', 3))[1]).toBe('3 occurrences');
});
