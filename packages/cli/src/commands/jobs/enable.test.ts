import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs enable needs nothing but a name', async () => {
  expect(await recordCall(['jobs', 'enable', 'a'])).toMatchObject({
    operation: 'enableJob',
    input: { name: 'a' },
  });
});

test('jobs enable keeps why and until when', async () => {
  const words = ['jobs', 'enable', 'a', '--reason', 'the fix is out', '--until', '2999-01-01'];
  expect((await recordCall(words)).input).toEqual({
    name: 'a',
    reason: 'the fix is out',
    until: new Date('2999-01-01'),
  });
});
