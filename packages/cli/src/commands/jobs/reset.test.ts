import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs reset takes a name and, if wanted, a reason', async () => {
  expect(await recordCall(['jobs', 'reset', 'a'])).toMatchObject({
    operation: 'resetJob',
    input: { name: 'a' },
  });
  expect((await recordCall(['jobs', 'reset', 'a', '--reason', 'done'])).input).toEqual({
    name: 'a',
    reason: 'done',
  });
});
