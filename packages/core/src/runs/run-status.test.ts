import { describe, expect, it } from 'vitest';
import { useTestDatabase } from '../testing/use-test-database.js';
import {
  finalStatuses,
  isFinal,
  mayMove,
  parseStatus,
  printedStatus,
  runStatuses,
  transitions,
  unfinishedStatuses,
} from './run-status.js';

describe('the states of a run', () => {
  it('lead out of no final one', () => {
    expect(finalStatuses).toEqual(['completed', 'failed', 'cancelled']);
    for (const status of finalStatuses) {
      expect(runStatuses.filter((to) => mayMove(status, to))).toEqual([]);
    }
    expect([...finalStatuses, ...unfinishedStatuses].toSorted()).toEqual(runStatuses.toSorted());
  });

  it('lead to a final one from everywhere, and are all reached', () => {
    const reach = new Set<string>(['pending', 'queued']);
    for (const from of reach) for (const to of transitions[from as keyof typeof transitions]) reach.add(to);
    expect([...reach].toSorted()).toEqual(runStatuses.toSorted());
    for (const status of unfinishedStatuses) expect(mayMove(status, 'cancelled')).toBe(true);
  });

  it('go back to the queue from running only', () => {
    const waiting = new Set(['pending', 'approved']);
    const back = runStatuses.filter((status) => mayMove(status, 'queued') && !waiting.has(status));
    expect(back).toEqual(['running']);
  });

  it.each([
    ['success', 'completed'],
    ['done', 'completed'],
    ['processing', 'running'],
    ['cancelled', 'cancelled'],
    ['Success', null],
    ['toString', null],
    ['', null],
  ])('are read from words: %s is %s', (word, status) => {
    expect(parseStatus(word)).toBe(status);
  });

  it('are read back as they are printed', () => {
    for (const status of runStatuses) expect(parseStatus(printedStatus(status))).toBe(status);
  });
});

describe('the table of runs', () => {
  const { database } = useTestDatabase();

  const insert = {
    name: 'insert_state',
    text: `insert into job_runs (job_name, status, trigger, finished_at, claimed_by) values ('j', $1, 'manual', $2, $3)`,
  };

  it.each([...runStatuses, 'done', 'success', ''])(
    'takes %j only as the state machine knows it',
    async (status) => {
      for (const finishedAt of [null, new Date()]) {
        for (const claimedBy of [null, 1]) {
          const known = runStatuses.find((each) => each === status);
          const right =
            known !== undefined &&
            (finishedAt !== null) === isFinal(known) &&
            (claimedBy !== null) === (known === 'running');
          const outcome = await database.query(insert, [status, finishedAt, claimedBy]).then(
            () => 'taken',
            (error: unknown) => (error as { constraint?: string }).constraint,
          );
          expect(outcome).toBe(right ? 'taken' : 'job_runs_state');
        }
      }
    },
  );
});
