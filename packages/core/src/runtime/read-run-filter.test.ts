import { describe, expect, test } from 'vitest';
import { unfinishedStatuses } from '../runs/run-status.js';
import {
  type HistoryFilter,
  InvalidRunFilterError,
  readActiveFilter,
  readHistoryFilter,
} from './read-run-filter.js';

const now = Date.UTC(2026, 0, 8);

test('what is left out has its default, and does not filter', () => {
  expect(readHistoryFilter({}, now)).toEqual({ limit: 50, since: new Date('2026-01-01') });
  expect(readActiveFilter({})).toEqual({ limit: 1_000, statuses: unfinishedStatuses });
});

test('half a day, a status and names are taken', () => {
  const filter = { limit: 10_000, maxAgeDays: 0.5, status: 'failed', client: 'acme', job: 'copy' } as const;
  expect(readHistoryFilter(filter, now)).toEqual({
    limit: 10_000,
    since: new Date('2026-01-07T12:00:00Z'),
    statuses: ['failed'],
    clientId: 'acme',
    jobName: 'copy',
  });
});

describe('refused is', () => {
  const faults: [string, object][] = [
    ['limit', { limit: 0 }],
    ['limit', { limit: -1 }],
    ['limit', { limit: 1.5 }],
    ['limit', { limit: 10_001 }],
    ['limit', { limit: Number.NaN }],
    ['limit', { limit: '10' }],
    ['maxAgeDays', { maxAgeDays: 0 }],
    ['maxAgeDays', { maxAgeDays: Number.NaN }],
    ['maxAgeDays', { maxAgeDays: Number.POSITIVE_INFINITY }],
    ['maxAgeDays', { maxAgeDays: '7' }],
    ['status', { status: 'finished' }],
  ];

  test.each(faults)('a %s such as %j', (name, filter) => {
    const read = () => readHistoryFilter(filter as HistoryFilter, now);
    expect(read).toThrow(InvalidRunFilterError);
    expect(read).toThrow(name);
  });

  test('a limit of active runs too', () => {
    expect(() => readActiveFilter({ limit: 0 })).toThrow(InvalidRunFilterError);
  });
});
