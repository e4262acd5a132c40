import { describe, expect, it } from 'vitest';
import { Broadcast, type Message } from './broadcast.js';

const message = (position: number): Message => ({ position, bytes: new Uint8Array([position]) });
const never = new AbortController().signal;

describe('Broadcast', () => {
  it('gives each reader what is behind his own position', () => {
    const broadcast = new Broadcast(10, 0);
    broadcast.tell([message(1), message(2)]);
    broadcast.tell([message(5)]);
    expect(broadcast.behind(0).messages.map(({ position }) => position)).toEqual([1, 2, 5]);
    expect(broadcast.behind(2).messages.map(({ position }) => position)).toEqual([5]);
    expect(broadcast.behind(5)).toEqual({ messages: [], missed: false });
    expect(broadcast.position).toBe(5);
  });

  it('keeps no more than it may, and tells a reader who is too slow that he missed something', () => {
    const broadcast = new Broadcast(2, 0);
    broadcast.tell([message(1), message(2), message(3)]);
    expect(broadcast.behind(0)).toEqual({ messages: [], missed: true });
    expect(broadcast.behind(1).messages.map(({ position }) => position)).toEqual([2, 3]);
  });

  it('knows nothing of what was before it began', () => {
    const broadcast = new Broadcast(10, 7);
    expect(broadcast.position).toBe(7);
    expect(broadcast.behind(6).missed).toBe(true);
    expect(broadcast.behind(7).missed).toBe(false);
  });

  it('wakes all who wait, and nobody twice', async () => {
    const broadcast = new Broadcast(10, 0);
    const waiting = [broadcast.wait(never), broadcast.wait(never)];
    broadcast.tell([]);
    broadcast.tell([message(1)]);
    expect(await Promise.all(waiting)).toEqual(['news', 'news']);
    const next = broadcast.wait(never);
    broadcast.beat();
    expect(await next).toBe('beat');
  });

  it('lets a reader go who leaves, and all at its end', async () => {
    const broadcast = new Broadcast(10, 0);
    const leaving = new AbortController();
    const left = broadcast.wait(leaving.signal);
    const stays = broadcast.wait(never);
    leaving.abort();
    expect(await left).toBe('ended');
    broadcast.end();
    expect(await stays).toBe('ended');
    expect(await broadcast.wait(never)).toBe('ended');
  });
});
