import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs show takes the name of one job', async () => {
  expect(await recordCall(['jobs', 'show', 'publish_content'])).toMatchObject({
    operation: 'showJob',
    input: { name: 'publish_content' },
  });
  await expect(recordCall(['jobs', 'show'])).rejects.toThrow(/missing required argument 'name'/);
});
