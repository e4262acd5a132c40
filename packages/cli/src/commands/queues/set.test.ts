import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

const set = (...words: string[]) => recordCall(['queues', 'set', 'mail', ...words]);

test('queues set takes a width, or none', async () => {
  expect(await set('3')).toMatchObject({ operation: 'setQueue', input: { name: 'mail', width: 3 } });
  expect((await set('none', '--reason', 'enough')).input).toEqual({
    name: 'mail',
    width: null,
    reason: 'enough',
  });
});

test.each(['0', '-1', '1.5', '10001', 'wide', ''])('queues set refuses %j as a width', async (width) => {
  await expect(set('--', width)).rejects.toMatchObject({ code: 'invalid_value' });
});
