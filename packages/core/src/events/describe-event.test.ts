import { describe, expect, it } from 'vitest';
import { DatabaseUnreachableError } from '../database/database-errors.js';
import { describeEvent } from './describe-event.js';
import type { RuntimeEvent } from './runtime-event.js';

const settled = { kind: 'run_settled', runId: 7, jobName: 'job', attempt: 1, durationMs: 12 } as const;

const undelivered = {
  kind: 'notification_failed',
  notification: 'ping',
  jobName: 'job',
  attempt: 6,
  reason: 'the webhook answered with status 500',
} as const;

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
      { kind: 'alert_raised', alert: 'repeated_failures', jobName: 'job', failures: 3, message: 'boom' },
      'error',
      'ALERT: job job has failed 3 times in a row; the last one: boom',
    ],
    [
      { kind: 'alert_raised', alert: 'unresolved_failures', jobName: null, failures: 51, message: null },
      'error',
      'ALERT: 51 failures are unresolved; `infra failures list` shows them',
    ],
    [
      { ...undelivered, retryInMs: 10_000 },
      'warn',
      'the ping about job was not delivered: the webhook answered with status 500; tried again in 10 s',
    ],
    [
      { ...undelivered, retryInMs: null },
      'error',
      'the ping about job was not delivered: the webhook answered with status 500; given up after 6 tries',
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
