import { describe, expect, it } from 'vitest';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import { describeEvent } from './describe-event.js';
import type { RuntimeEvent } from './runtime-event.js';

const settled = { kind: 'run_settled', runId: 7, jobName: 'job', attempt: 1, durationMs: 12 } as const;

describe('the line of an event', () => {
  it.each<[RuntimeEvent, string, string]>([
    [
      { ...settled, status: 'completed', message: 'done', retryInMs: null },
      'info',
      'run 7 job: completed after 12 ms: done',
    ],
    [
      { ...settled, status: 'queued', message: 'boom', retryInMs: 500 },
      'warn',
      'run 7 job: queued after 12 ms: boom; tried again in 500 ms',
    ],
    [
      { ...settled, status: 'failed', message: null, retryInMs: null },
      'error',
      'run 7 job: failed after 12 ms',
    ],
    [
      { kind: 'run_rescued', runId: 7, jobName: 'job', status: 'queued', workerId: 3 },
      'warn',
      'run 7 job: worker 3 is gone; now queued',
    ],
    [
      { kind: 'ticked', enqueued: 2, moved: 3, latenessMs: 1.6 },
      'debug',
      'ticked 2 ms after the moment: 2 run(s), 3 schedule(s)',
    ],
  ])('says what happened, as loud as it matters', (event, level, text) => {
    expect(describeEvent(event)).toEqual({ level, text });
  });

  it('has the stack of what nobody foresaw, and of an error of ours its message', () => {
    const foreseen = new DatabaseUnreachableError(`'jobs' at here:5432`, new Error('gone'));
    expect(describeEvent({ kind: 'fault', where: 'claim', error: foreseen }).text).toBe(
      "claim: the database 'jobs' at here:5432 cannot be reached: gone",
    );
    expect(describeEvent({ kind: 'fault', where: 'claim', error: new Error('what?') }).text).toMatch(
      /^claim: Error: what\?\n {4}at /,
    );
  });
});
