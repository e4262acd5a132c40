import { expect, test } from 'vitest';
import { recordCall } from '../../testing/recorded-call.js';

test('jobs explain takes a moment, or leaves it to the operation', async () => {
  const { operation, input } = await recordCall(['jobs', 'explain', 'a']);
  expect(operation).toBe('explainOccurrence');
  expect(input).toEqual({ name: 'a', at: undefined });
  const at = await recordCall(['jobs', 'explain', 'a', '--at', '2026-11-20T03:00']);
  expect(at.input).toEqual({ name: 'a', at: new Date('2026-11-20T03:00:00Z') });
});
