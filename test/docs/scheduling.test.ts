import { readFile } from 'node:fs/promises';
import type { ClockChange, Misfire } from '@infra/traits';
import { expect, test } from 'vitest';
import { Occurrences } from '../../packages/core/src/clock/occurrences.js';
import { decideStep } from '../../packages/core/src/scheduler/decide-step.js';

const document = await readFile(new URL('../../docs/scheduling.md', import.meta.url), 'utf8');

test('the table of misfires says what the scheduler decides', () => {
  const hourly = new Occurrences({ schedule: '0 0 * * * *', timeZone: 'UTC' });
  const policies: readonly Misfire[] = ['run-once', 'skip', { runAll: 2 }];
  const decided = policies.map((misfire) => makeUp(misfire, hourly));
  expect(tableAfter('misfire').map(([, happens]) => happens)).toEqual(decided);
});

test('the table of the missing hour says what the clock computes', () => {
  for (const [schedule = '', next, skip] of tableAfter('missing')) {
    const on = (clockChange: ClockChange) => inBerlin(schedule, clockChange, '2026-03-29');
    expect([schedule, on({ missing: 'next' }), on({ missing: 'skip' })]).toEqual([schedule, next, skip]);
    expect(on({}), 'next is the default').toBe(next);
  }
});

test('the table of the repeated hour says what the clock computes', () => {
  for (const [schedule = '', ...cells] of tableAfter('repeated')) {
    const on = (clockChange: ClockChange) => inBerlin(schedule, clockChange, '2026-10-25');
    expect([on({ repeated: 'first' }), on({ repeated: 'both' }), on({})]).toEqual(cells);
  }
});

/** The rows of the table after a marker, without code marks. */
function tableAfter(marker: string): string[][] {
  const [, text = ''] = document.split(`<!-- ${marker}:`);
  const [table = ''] = text.split('\n').slice(1).join('\n').split('\n\n');
  const rows = table.split('\n').slice(2);
  expect(rows.length).toBeGreaterThan(0);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** What becomes of the full hours from 11:00 on when somebody looks at 13:20. */
function makeUp(misfire: Misfire, hourly: Occurrences): string {
  const now = new Date('2026-06-01T13:20:00Z');
  const steps: string[] = [];
  for (let expected = new Date('2026-06-01T11:00:00Z'); expected <= now; ) {
    const { skip, following } = decideStep(expected, now, misfire, hourly);
    const first = timeOf(expected);
    steps.push(skip === null ? `run ${first}` : `skip ${first}–${timeOf(skip.last)} (${skip.count})`);
    expected = following ?? new Date(8.64e15);
  }
  return steps.join('; ');
}

function inBerlin(schedule: string, clockChange: ClockChange, day: string): string {
  const occurrences = new Occurrences({ schedule, timeZone: 'Europe/Berlin', clockChange });
  const found = occurrences.between(new Date(`${day}T00:00:00Z`), new Date(`${day}T02:59:59Z`));
  return [...found].map(timeOf).join(' ') || '–';
}

function timeOf(moment: Date): string {
  return moment.toISOString().slice(11, 16);
}
