import { expect, test } from 'vitest';
import type { RuntimeEvent } from '../events/runtime-event.js';
import { EventStream } from './event-stream.js';

function source() {
  const listeners = new Set<(event: RuntimeEvent) => void>();
  return {
    listeners,
    listen: (listener: (event: RuntimeEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (workerId: number) => {
      for (const listener of listeners) listener({ kind: 'worker_declared_dead', workerId });
    },
  };
}

test('what a busy reader does not take in time is dropped, the oldest first, and he is told how much', async () => {
  const { listen, emit } = source();
  const stream = new EventStream(listen, 2);
  for (const id of [1, 2, 3, 4, 5]) emit(id);
  expect((await stream.next()).value).toEqual({ kind: 'events_dropped', count: 3 });
  expect((await stream.next()).value).toMatchObject({ workerId: 4 });
  emit(6);
  expect((await stream.next()).value).toMatchObject({ workerId: 5 });
  expect((await stream.next()).value).toMatchObject({ workerId: 6 });
});

test('a reader who waits gets the event at once, and hears of the end', async () => {
  const { listen, emit, listeners } = source();
  const stream = new EventStream(listen, 1);
  const [first, second] = [stream.next(), stream.next()];
  emit(1);
  expect(await first).toMatchObject({ done: false, value: { workerId: 1 } });
  stream.end();
  expect(await second).toEqual({ done: true, value: undefined });
  expect(listeners.size).toBe(0);
});

test('what was heard before the end can be read, but not after the reader has left', async () => {
  const { listen, emit } = source();
  const stream = new EventStream(listen, 5);
  emit(1);
  emit(2);
  stream.end();
  expect(await stream.next()).toMatchObject({ done: false });
  await stream.return();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('a buffer without room is refused', () => {
  expect(() => new EventStream(source().listen, 0)).toThrow('a buffer holds');
});
