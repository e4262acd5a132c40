import { expect, test } from 'vitest';
import type { JobState } from '../jobs/job-store.js';
import type { RegisteredJob } from '../registry/registered-job.js';
import { effectiveSwitch } from './effective-switch.js';

const job = { enabled: true } as RegisteredJob;
const now = new Date('2026-01-14T10:00:00Z');
const byOperator = {
  enabled: false,
  enabledBy: 'operator',
  enabledByCode: true,
  reason: 'moving',
  actor: 'ann',
  until: null,
} as JobState;

test('the registry decides where nothing is stored', () => {
  expect(effectiveSwitch(job, null, now)).toMatchObject({ enabled: true, enabledBy: 'code' });
  expect(effectiveSwitch({ ...job, enabled: false }, undefined, now)).toMatchObject({ enabled: false });
});

test("the operator's word wins, with who and why", () => {
  expect(effectiveSwitch(job, byOperator, now)).toEqual({
    enabled: false,
    enabledBy: 'operator',
    reason: 'moving',
    actor: 'ann',
    until: null,
  });
});

test("an operator's word that has run out counts no more, from that moment on", () => {
  expect(effectiveSwitch(job, { ...byOperator, until: now }, now)).toMatchObject({
    enabled: true,
    enabledBy: 'code',
    reason: null,
    until: null,
  });
  const later = new Date(now.getTime() + 1);
  expect(effectiveSwitch(job, { ...byOperator, until: later }, now)).toMatchObject({
    enabled: false,
    until: later,
  });
});

test('what the last sync stored counts while no operator has spoken', () => {
  const stored = { ...byOperator, enabledBy: 'code', enabledByCode: false } as JobState;
  expect(effectiveSwitch(job, stored, now)).toEqual({
    enabled: false,
    enabledBy: 'code',
    reason: null,
    actor: null,
    until: null,
  });
});
