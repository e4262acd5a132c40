import { describe, expect, it } from 'vitest';
import type { Glance, WatchedRun } from '../runs/read/read-changes.js';
import { ToldChanges } from './told-changes.js';

const quiet = { newestRun: 1, held: 0, failures: ' 0', newestDeed: 4, workers: '1' };
const run = (more: Partial<WatchedRun> = {}): WatchedRun => ({
  id: 7,
  jobName: 'greet',
  status: 'running',
  attempt: 1,
  progress: null,
  ...more,
});
const glance = (runs: readonly WatchedRun[], signs: Partial<Glance['signs']> = {}): Glance => ({
  signs: { ...quiet, ...signs },
  runs,
});

describe('ToldChanges', () => {
  it('tells nothing by the first look, and nothing again', () => {
    const told = new ToldChanges();
    expect(told.take(glance([run()]))).toBeNull();
    expect(told.take(glance([run()]))).toBeNull();
  });

  it('tells of progress without making any list out of date', () => {
    const told = new ToldChanges();
    told.take(glance([run()]));
    const change = told.take(glance([run({ progress: { completed: 1, total: 2 } })]));
    expect(change).toMatchObject({ nouns: [], runs: [{ id: '7', progress: { percent: 50 } }] });
  });

  it.each<[string, Partial<Glance['signs']>, string]>([
    ['a new run', { newestRun: 2 }, 'runs'],
    ['a run that waits for leave', { held: 1 }, 'approvals'],
    ['a failure', { failures: '3 1' }, 'failures'],
    ["an operator's deed", { newestDeed: 5 }, 'audit'],
    ['a worker that leaves', { workers: '1-' }, 'workers'],
  ])('tells of %s by the lists that it concerns', (_, signs, noun) => {
    const told = new ToldChanges();
    told.take(glance([]));
    expect(told.take(glance([], signs))?.nouns).toContain(noun);
  });

  it('tells of the end of a run, and what else that changes', () => {
    const told = new ToldChanges();
    told.take(glance([run()]));
    const change = told.take(glance([run({ status: 'completed' })]));
    expect(change?.nouns).toEqual(expect.arrayContaining(['runs', 'throughput', 'jobs']));
  });

  it('names the runs that ran and are met no more, until they are asked for', () => {
    const told = new ToldChanges();
    told.take(glance([run()]));
    told.take(glance([]));
    expect(told.lost).toEqual([7]);
    told.take(glance([run({ status: 'cancelled' })]));
    expect(told.lost).toEqual([]);
  });

  it('forgets a run that was deleted while it ran', () => {
    const told = new ToldChanges();
    told.take(glance([run()]));
    told.take(glance([]));
    told.take(glance([]));
    expect(told.lost).toEqual([]);
  });
});
