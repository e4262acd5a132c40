import { expect, it } from 'vitest';
import { judgeApprovals } from './judge-approvals.js';

const hour = 3_600_000;
const waiting = (hours: number, left: number | null) => ({
  approvals: {
    total: 3,
    oldest: {
      runId: 7,
      jobName: 'publish',
      forMs: hours * hour,
      expiresInMs: left === null ? null : left * hour,
    },
  },
});

it.each([
  ['no run waits', { approvals: { total: 0, oldest: null } }, 'ok', 'no run waits for approval'],
  ['one has waited for a while', waiting(11, 13), 'ok', 'the oldest (run 7 of publish) for 11 hours'],
  ['one has waited for half a day', waiting(12, 12), 'warning', 'for 12 hours; it is cancelled in 12 hours'],
  ['one is about to go', waiting(24, -0.1), 'warning', 'it is cancelled in 0 seconds'],
  ['nobody knows when it goes', waiting(48, null), 'warning', '3 run(s) wait for approval, the oldest'],
])('is told when %s', (_, facts, status, message) => {
  const finding = judgeApprovals(facts, 24 * hour);
  expect(finding.status).toBe(status);
  expect(finding.message).toContain(message);
});
