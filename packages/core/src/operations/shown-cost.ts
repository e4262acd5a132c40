import type { z } from 'zod';
import type { runApproval, runCost } from '../artifacts/run-approval.js';
import type { RunApproval } from '../costs/approval-store.js';
import type { ActualCost } from '../costs/cost-store.js';
import { type Decimal, numberOf, readDigits, sum } from '../money/decimal.js';
import type { EstimateLine, StoredEstimate } from '../runs/approval/approval.js';
import type { RunStatus } from '../runs/run-status.js';
import { instantOf } from './shown-run.js';

/** What a run costs, as artifacts show it: each component once, first in the order of the estimate. */
export function costOf(
  estimate: StoredEstimate | null,
  actual: readonly ActualCost[],
): z.infer<typeof runCost> {
  const estimated = new Map((estimate?.lines ?? []).map((line) => [line.component, line]));
  const paid = new Map(actual.map((cost) => [cost.component, cost]));
  const names = [...new Set([...estimated.keys(), ...paid.keys()])];
  return {
    estimated: shownDigits(estimate?.amount),
    actual: actual.length === 0 ? null : numberOf(sum(actual.map(({ amount }) => readDigits(amount)))),
    currency: actual[0]?.currency ?? estimate?.currency ?? null,
    lines: names.map((name) => lineOf(name, estimated.get(name), paid.get(name))),
    low: shownDigits(estimate?.low),
    high: shownDigits(estimate?.high),
    warnings: [...(estimate?.warnings ?? [])],
  };
}

/** What became of a run's leave; null for one that never needed any. */
export function approvalOf(
  approval: RunApproval | null,
  status: RunStatus,
): z.infer<typeof runApproval> | null {
  if (approval === null) return null;
  const { heldBecause, expiresAt, approvedAt, approvedBy, how, reason } = approval;
  return {
    held_because: heldBecause,
    expires_at: status === 'awaiting_approval' ? instantOf(expiresAt) : null,
    approved_at: instantOf(approvedAt),
    approved_by: approvedBy,
    how,
    reason,
  };
}

function lineOf(label: string, estimated: EstimateLine | undefined, paid: ActualCost | undefined) {
  return {
    label,
    amount: numberOf(decimalOf(paid?.amount ?? estimated?.amount)),
    estimated: shownDigits(estimated?.amount),
    actual: shownDigits(paid?.amount),
    quantity: numberOf(decimalOf(paid?.quantity ?? estimated?.quantity)),
  };
}

function decimalOf(digits: string | undefined): Decimal {
  return readDigits(digits ?? '0');
}

function shownDigits(digits: string | null | undefined): number | null {
  return digits == null ? null : numberOf(readDigits(digits));
}
