import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('runs clear does nothing without --confirm', async () => {
  await expect(recordCall(['runs', 'clear'])).rejects.toMatchObject({ code: 'confirmation_required' });
  await expect(recordCall(['runs', 'clear', '--yes'])).rejects.toMatchObject({
    code: 'confirmation_required',
  });
});

test('runs clear wants --yes where nobody may be asked', async () => {
  await expect(recordCall(['runs', 'clear', '--confirm'])).rejects.toMatchObject({ hint: 'give --yes' });
});

test('runs clear asks nobody when it was given --yes', async () => {
  const { input } = await recordCall(['runs', 'clear', '--confirm', '--yes']);
  const { confirm } = input as { confirm: (clearable: object) => Promise<boolean> };
  const counts = { runs: { completed: 2, running: 1 }, unresolvedFailures: 3, newest: 9 };
  expect(await confirm(counts)).toBe(true);
});
