import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Activity } from './activity.js';
import { ActivityRecorder } from './activity-recorder.js';

const request = { sessionId: 's1', path: '/', status: 200, durationMs: 3 };

/** Collects what is written, and fails while it is told to. */
class Written {
  readonly batches: (readonly Activity[])[] = [];
  failure: Error | null = null;

  readonly write = async (batch: readonly Activity[]): Promise<void> => {
    if (this.failure) throw this.failure;
    this.batches.push(batch);
  };

  get paths(): (string | undefined)[] {
    return this.batches.flat().map((activity) => activity.request?.path);
  }
}

describe('ActivityRecorder', () => {
  let written: Written;
  beforeEach(() => {
    vi.useFakeTimers();
    written = new Written();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes what was recorded in one batch, a second after the first of it', async () => {
    const recorder = new ActivityRecorder(written.write);
    recorder.recordRequest({ ...request, path: '/a' });
    await vi.advanceTimersByTimeAsync(600);
    recorder.recordRequest({ ...request, path: '/b' });
    await vi.advanceTimersByTimeAsync(399);
    expect(written.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written.batches).toHaveLength(1);
    expect(written.paths).toEqual(['/a', '/b']);
  });

  it('has no timer running when there is nothing to write', async () => {
    const recorder = new ActivityRecorder(written.write);
    recorder.recordRequest(request);
    expect(vi.getTimerCount()).toBe(1);
    await recorder.flush();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('dates a request by how long ago it was, so that the database can use its own clock', async () => {
    const recorder = new ActivityRecorder(written.write, { flushAfter: 5000 });
    recorder.recordRequest(request);
    await vi.advanceTimersByTimeAsync(2000);
    const at = new Date('2026-03-02T12:00:00Z');
    recorder.recordRequest({ ...request, at });
    await recorder.flush();
    expect(written.batches.flat().map((activity) => activity.moment)).toEqual([
      { millisecondsAgo: 2000 },
      { at },
    ]);
  });

  it('keeps what could not be written, says so, and tries again', async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const recorder = new ActivityRecorder(written.write, { onError });
    written.failure = new Error('no connection');
    recorder.recordRequest({ ...request, path: '/a' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(onError).toHaveBeenCalledExactlyOnceWith(written.failure);

    written.failure = null;
    recorder.recordRequest({ ...request, path: '/b' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(written.paths).toEqual(['/a', '/b']);
  });

  it('rejects a flush that could not write', async () => {
    const recorder = new ActivityRecorder(written.write);
    written.failure = new Error('no connection');
    recorder.recordRequest(request);
    await expect(recorder.flush()).rejects.toThrow('no connection');
  });

  it('drops what comes when its memory is full, and counts it', async () => {
    const recorder = new ActivityRecorder(written.write, { capacity: 2 });
    for (const path of ['/a', '/b', '/c']) recorder.recordRequest({ ...request, path });
    expect(recorder.dropped).toBe(1);
    await recorder.flush();
    expect(written.paths).toEqual(['/a', '/b']);
    recorder.recordRequest({ ...request, path: '/d' });
    await recorder.flush();
    expect(written.paths).toEqual(['/a', '/b', '/d']);
  });

  it('writes many in batches of a thousand, each once, in order', async () => {
    const recorder = new ActivityRecorder(written.write);
    const paths = Array.from({ length: 2500 }, (_, index) => `/${index}`);
    for (const path of paths) recorder.recordRequest({ ...request, path });
    await Promise.all([recorder.flush(), recorder.flush()]);
    expect(written.batches.map((batch) => batch.length)).toEqual([1000, 1000, 500]);
    expect(written.paths).toEqual(paths);
  });

  it('flushes when it is closed and records nothing more', async () => {
    const recorder = new ActivityRecorder(written.write);
    recorder.recordRequest(request);
    await recorder.close();
    recorder.recordRequest(request);
    await recorder.close();
    expect(written.paths).toEqual(['/']);
    expect(recorder.dropped).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['/search?token=secret', '/search'],
    ['/page#part', '/page'],
    ['?only', ''],
    ['/nul\0byte', '/nulbyte'],
    ['/half\ud800', '/half\ufffd'],
    [`/${'x'.repeat(5000)}`, `/${'x'.repeat(2047)}`],
  ])('keeps of a path only what can and may be stored (%#)', async (path, kept) => {
    const recorder = new ActivityRecorder(written.write);
    recorder.recordRequest({ ...request, path });
    await recorder.flush();
    expect(written.paths).toEqual([kept]);
  });

  it.each([
    ['an empty session id', { sessionId: '' }],
    ['a long session id', { sessionId: 'x'.repeat(201) }],
    ['a NUL in a session id', { sessionId: 'a\0' }],
    ['half a character in a session id', { sessionId: 'a\udfff' }],
    ['an empty context id', { contextId: '' }],
    ['a status that is none', { status: 42 }],
    ['a status that is not whole', { status: 200.5 }],
    ['a negative duration', { durationMs: -1 }],
    ['a duration that is no number', { durationMs: Number.NaN }],
    ['an invalid time', { at: new Date(Number.NaN) }],
    ['a time that PostgreSQL does not know', { at: new Date(8.64e15) }],
  ])('refuses %s, for one such row would fail its whole batch', async (_what, mistake) => {
    const recorder = new ActivityRecorder(written.write);
    expect(() => recorder.recordRequest({ ...request, ...mistake })).toThrow(RangeError);
    await recorder.flush();
    expect(written.batches).toEqual([]);
  });
});
