import { describe, expect, test } from 'vitest';
import { occurrencesOf } from '../clock/occurrences.js';
import type { RecordedSpan } from '../jobs/occurrence-ledger.js';
import type { Run } from '../runs/run.js';
import { judgeOccurrence, type OccurrenceRecord } from './judge-occurrence.js';

const hourly = { name: 'default', schedule: '0 0 * * * *', timeZone: 'UTC', parameters: {}, enabled: true };
const at = new Date('2026-01-14T10:00:00Z');

const served: Run = {
  id: 7,
  jobName: 'a',
  status: 'completed',
  trigger: 'schedule',
  parameters: {},
  scheduleName: 'default',
  scheduledFor: at,
  availableAt: at,
  queue: 'default',
  priority: 0,
  subject: null,
  conflictGroup: null,
  clientId: null,
  context: null,
  actor: null,
  retryOf: null,
  parent: null,
  afterRun: null,
  attempt: 1,
  failedAttempts: 0,
  lost: 0,
  maxAttempts: 1,
  workerId: 1,
  cancelRequestedAt: null,
  createdAt: at,
  startedAt: new Date('2026-01-14T10:00:00.012Z'),
  firstStartedAt: new Date('2026-01-14T10:00:00.012Z'),
  finishedAt: new Date('2026-01-14T10:00:01Z'),
  progress: null,
  result: null,
  error: null,
};
const span: RecordedSpan = {
  jobName: 'a',
  scheduleName: 'default',
  first: new Date('2026-01-14T09:00:00Z'),
  last: null,
  count: 2,
  reason: 'disabled',
};

function judge(given: Partial<OccurrenceRecord>) {
  return judgeOccurrence(hourly, {
    at,
    now: new Date('2026-01-14T12:30:00Z'),
    times: occurrencesOf(hourly),
    run: null,
    span: null,
    firstSynced: new Date('2026-01-01T00:00:00Z'),
    waitingFor: new Date('2026-01-14T13:00:00Z'),
    keptSince: new Date('2025-12-15T00:00:00Z'),
    enabled: true,
    paused: false,
    ...given,
  });
}

describe('an occurrence', () => {
  test.each<[Partial<OccurrenceRecord>, string, RegExp]>([
    [{ run: served }, 'ran', /run 7 serves it: success/],
    [{ run: { ...served, status: 'failed' }, span }, 'ran', /failed/],
    [{ span }, 'skipped', /the job was disabled/],
    [{ span: { ...span, reason: 'overlap' } }, 'skipped', /an earlier run of the job was unfinished/],
    [{ span: { ...span, reason: 'misfire' } }, 'skipped', /while nothing served it/],
    [{ span: { ...span, reason: 'no_worker' } }, 'skipped', /no live process had the job/],
    [{ firstSynced: null, waitingFor: null }, 'before_first_sync', /no scheduler has ever known/],
    [
      { firstSynced: new Date('2026-01-14T10:00:01Z') },
      'before_first_sync',
      /known since 2026-01-14T10:00:01/,
    ],
    [{ waitingFor: at }, 'due', /no scheduler has served it yet/],
    [{ waitingFor: at, paused: true }, 'due', /while everything is paused/],
    [{ keptSince: new Date('2026-01-14T11:00:00Z') }, 'pruned', /older than what is kept/],
    [{}, 'unknown', /no record/],
    [{ at: new Date('2026-01-14T13:00:00Z') }, 'upcoming', /lies ahead$/],
    [{ at: new Date('2026-01-14T13:00:00Z'), enabled: false, span }, 'upcoming', /will be skipped/],
    [{ at: new Date('2026-01-14T10:00:01Z') }, 'not_an_occurrence', /does not ask/],
    [{ at: new Date('2026-01-14T10:00:00.500Z'), span }, 'not_an_occurrence', /does not ask/],
  ])('with %o is %s', (given, outcome, explanation) => {
    const judged = judge(given);
    expect(judged.outcome).toBe(outcome);
    expect(judged.explanation).toMatch(explanation);
    expect(judged.run === null).toBe(outcome !== 'ran');
    expect(judged.skipped === null).toBe(outcome !== 'skipped');
  });

  test('that ran says which run and how late', () => {
    expect(judge({ run: served }).run).toEqual({
      run_id: '7',
      status: 'success',
      started_at: '2026-01-14T10:00:00.012Z',
      lateness_ms: 12,
      error: null,
    });
  });

  test('does not call a retry late: the start that is kept is that of the retry', () => {
    expect(judge({ run: { ...served, attempt: 2 } }).run?.lateness_ms).toBeNull();
  });

  test('comes with the occurrences around it', () => {
    expect(judge({ at: new Date('2026-01-14T10:20:00Z') })).toMatchObject({
      previous: '2026-01-14T10:00:00.000Z',
      next: '2026-01-14T11:00:00.000Z',
    });
  });
});
