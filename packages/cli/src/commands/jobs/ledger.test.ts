import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs ledger shows 20 entries unless told otherwise', async () => {
  const { operation, input } = await recordCall(['jobs', 'ledger', 'a']);
  expect(operation).toBe('jobLedger');
  expect(input).toEqual({ name: 'a', limit: 20 });
  expect((await recordCall(['jobs', 'ledger', 'a', '-n', '3'])).input).toEqual({ name: 'a', limit: 3 });
});

test('jobs ledger refuses a limit that is none, and more than one job', async () => {
  await expect(recordCall(['jobs', 'ledger', 'a', '-n', '0'])).rejects.toThrow(/--limit takes a whole/);
  await expect(recordCall(['jobs', 'ledger', 'a', 'b'])).rejects.toThrow(/too many arguments/);
});
