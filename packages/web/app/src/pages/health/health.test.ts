import { expect, test } from 'vitest';
import { type Check, checkInWords, sortedChecks } from './checks.js';
import { databaseInWords, retentionInWords } from './storage.js';
import { widthOf } from './width-of.js';

test('problems come before warnings, and what is fine stands apart', () => {
  const check = (name: string, status: Check['status']): Check => ({
    check: name,
    status,
    message: '',
    remedy: null,
  });
  const { found, fine } = sortedChecks([
    check('clock', 'ok'),
    check('workers', 'warning'),
    check('overdue', 'problem'),
  ]);
  expect(found.map((one) => one.check)).toEqual(['overdue', 'workers']);
  expect(fine.map((one) => one.check)).toEqual(['clock']);
  expect(checkInWords('unclaimable_runs')).toBe('Unclaimable runs');
});

test.each([
  ['', null],
  [' 3 ', 3],
  ['10000', 10_000],
  ['0', undefined],
  ['10001', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['many', undefined],
])('%j is a width of %j', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('the database and the retention are told in words, what is not said is left out', () => {
  expect(databaseInWords({ source: 'embedded', url: null })).toHaveLength(1);
  expect(databaseInWords({ source: 'environment', url: 'postgres://u:***@h/d' })[1]?.value).toBe(
    'postgres://u:***@h/d',
  );
  expect(retentionInWords({ runsMs: 2_592_000_000, maxRuns: null, logLines: 10_000, other: 1 })).toEqual([
    { label: 'Finished runs', value: 'for 30d' },
    { label: 'Log of a run', value: 'the last 10,000 lines' },
  ]);
  expect(retentionInWords(null)).toEqual([]);
});
