import { describe, expect, it } from 'vitest';
import { LazyAbort } from './lazy-abort.js';

describe('an abort whose signal is made when it is asked for', () => {
  it('tells a signal that was asked for before', () => {
    const abort = new LazyAbort();
    const { signal } = abort;
    abort.abort('enough');
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe('enough');
  });

  it('tells a signal that is asked for after', () => {
    const abort = new LazyAbort();
    abort.abort('enough');
    expect(abort.signal.aborted).toBe(true);
    expect(abort.signal.reason).toBe('enough');
  });

  it('keeps its first reason, and the same signal', () => {
    const abort = new LazyAbort();
    abort.abort('enough');
    abort.abort('again');
    expect(abort.signal.reason).toBe('enough');
    expect(abort.signal).toBe(abort.signal);
  });

  it('is not aborted before it is', () => {
    const abort = new LazyAbort();
    expect(abort.aborted).toBe(false);
    expect(abort.signal.aborted).toBe(false);
  });
});
