import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Hints } from './hints.js';

let sent: string[];
let hints: Hints;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  const settings = { host: '', port: 0, user: '', password: '', database: '' };
  hints = new Hints(async (_, text) => sent.push(text), settings, true);
});

afterEach(async () => {
  await hints.close();
  vi.useRealTimers();
});

test('the first hint goes at once, and so does one that comes a little later', async () => {
  hints.send('infra_ended', ['1']);
  expect(sent).toEqual(['1']);
  await vi.advanceTimersByTimeAsync(3);
  hints.send('infra_ended', ['2']);
  expect(sent).toEqual(['1', '2']);
});

test('what comes in between is gathered', async () => {
  hints.send('infra_queued', ['a']);
  await vi.advanceTimersByTimeAsync(1);
  hints.send('infra_queued', ['b']);
  hints.send('infra_queued', ['c', 'b']);
  expect(sent).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(2);
  expect(sent).toEqual(['a', 'b c']);
});

test('where much goes on there are few hints, and they become frequent again when it is over', async () => {
  for (let n = 0; n < 100; n++) {
    hints.send('infra_queued', ['default']);
    if (n % 10 === 9) await vi.advanceTimersByTimeAsync(2);
  }
  // One at once, one after two milliseconds, and none for twenty.
  expect(sent).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(60);
  expect(sent).toHaveLength(3);
  hints.send('infra_queued', ['default']);
  expect(sent).toHaveLength(4);
});

test('items that are too many for one hint become one about anything', () => {
  hints.send(
    'infra_ended',
    Array.from({ length: 2_000 }, (_, n) => String(10_000 + n)),
  );
  expect(sent).toEqual(['']);
});

test('what only people look at is gathered from the first item on, and what is forgotten by then is not told', async () => {
  hints.send('infra_changed', ['1']);
  hints.send('infra_changed', ['2']);
  hints.forget('infra_changed', '1');
  await vi.advanceTimersByTimeAsync(19);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual(['2']);
  hints.send('infra_changed', ['3']);
  hints.forget('infra_changed', '3');
  await vi.advanceTimersByTimeAsync(60);
  expect(sent).toEqual(['2']);
});

test('a statement may carry a hint unless others were told just now; what comes meanwhile follows', async () => {
  expect(hints.carry('infra_queued', ['a'])).toBe('a');
  expect(hints.carry('infra_queued', ['b'])).toBeNull();
  hints.send('infra_queued', ['b']);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(2);
  expect(sent).toEqual(['b']);
  await vi.advanceTimersByTimeAsync(9);
  expect(hints.carry('infra_queued', ['c'])).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(hints.carry('infra_queued', ['c'])).toBe('c');
});
