import type { ApprovalPolicy, PolicyRule } from '../costs/policy-store.js';
import { digitsOf, readDigits } from '../money/decimal.js';
import type { ApprovalRule } from '../registry/registered-job.js';
import type { StoredEstimate } from '../runs/approval/approval.js';
import type { GateDecision } from '../runs/approval/record-appraisal.js';

/** A budget that a run would be taken from. */
export interface BudgetLeft {
  readonly kind: 'job' | 'client';
  readonly name: string;
  /** What may be approved in a day; decimal digits, as `taken`. */
  readonly cap: string;
  readonly taken: string;
  /** `2026-01-14` */
  readonly day: string;
}

/** Everything that is asked before a run is queued. */
export interface ApprovalFacts {
  /** What the job's code and configuration say. */
  readonly declared: ApprovalRule;
  /** Null where the job prices nothing; without amounts where the estimate failed. */
  readonly estimate: StoredEstimate | null;
  /** The operators' policies that concern the run. */
  readonly policies: readonly ApprovalPolicy[];
  readonly budgets: readonly BudgetLeft[];
  /** Whoever approved it by submitting it, or null. */
  readonly requestedBy: string | null;
  /** ISO 4217, for the reasons. */
  readonly currency: string;
}

/**
 * Decides whether a run is approved by itself or held for a person. Whoever submits a run with its approval is a person;
 * then an estimate that failed holds it, then the rule (the operator's before the code's), then the budgets.
 */
export function decideApproval(facts: ApprovalFacts): GateDecision {
  const { estimate, requestedBy } = facts;
  if (requestedBy !== null) {
    return { kind: 'approve', how: 'submitter', by: requestedBy, reason: 'approved when it was submitted' };
  }
  if (estimate?.high === null) {
    return {
      kind: 'hold',
      because: `its cost is not known: ${estimate.warnings[0] ?? 'the estimate failed'}`,
    };
  }
  const { rule, how, whose } = ruleOf(facts);
  const refused = refusedBy(rule, whose, facts) ?? overBudget(facts);
  if (refused !== null) return { kind: 'hold', because: refused };
  return { kind: 'approve', how, by: whose, reason: inWords(rule, facts.currency) };
}

/**
 * The operator's rule that holds for a run, or null. The most exact one wins: for this job and this client, then for one
 * of the two, then for everything; of two that are as exact the stricter one.
 */
export function effectivePolicy(policies: readonly ApprovalPolicy[]): ApprovalPolicy | null {
  const exactness = ({ jobName, clientId }: ApprovalPolicy) =>
    Number(jobName !== null) + Number(clientId !== null);
  const sorted = policies.toSorted(
    (one, other) => exactness(other) - exactness(one) || strictness(other.rule, one.rule),
  );
  return sorted[0] ?? null;
}

/** Positive when the first is stricter. */
function strictness(one: PolicyRule, other: PolicyRule): number {
  const rank = { never: 2, up_to: 1, always: 0 } as const;
  if (one.kind === 'up_to' && other.kind === 'up_to') {
    const difference = readDigits(other.amount) - readDigits(one.amount);
    return difference === 0n ? 0 : difference > 0n ? 1 : -1;
  }
  return rank[one.kind] - rank[other.kind];
}

interface Ruling {
  readonly rule: PolicyRule;
  readonly how: 'code' | 'policy';
  readonly whose: string;
}

function ruleOf({ declared, policies }: ApprovalFacts): Ruling {
  const policy = effectivePolicy(policies);
  if (policy !== null) return { rule: policy.rule, how: 'policy', whose: nameOf(policy) };
  if (declared === 'auto') return { rule: { kind: 'always' }, how: 'code', whose: 'its job' };
  if (declared === 'required') return { rule: { kind: 'never' }, how: 'code', whose: 'its job' };
  return { rule: { kind: 'up_to', amount: declared.above }, how: 'code', whose: 'its job' };
}

function nameOf({ jobName, clientId }: ApprovalPolicy): string {
  if (jobName === null && clientId === null) return 'the policy for everything';
  const words = [
    ...(jobName === null ? [] : [`job ${jobName}`]),
    ...(clientId === null ? [] : [`client ${clientId}`]),
  ];
  return `the policy for ${words.join(' and ')}`;
}

function refusedBy(rule: PolicyRule, whose: string, { estimate, currency }: ApprovalFacts): string | null {
  if (rule.kind === 'always') return null;
  if (rule.kind === 'never') return `${whose} asks for approval`;
  if (estimate?.high == null)
    return `${whose} asks for approval above ${rule.amount} ${currency}, and it has no estimate`;
  if (readDigits(estimate.high) <= readDigits(rule.amount)) return null;
  return `it may cost ${estimate.high} ${currency}, and ${whose} asks for approval above ${rule.amount} ${currency}`;
}

function overBudget({ budgets, estimate, currency }: ApprovalFacts): string | null {
  const price = readDigits(estimate?.high ?? '0');
  for (const { kind, name, cap, taken, day } of budgets) {
    const rest = readDigits(cap) - readDigits(taken);
    if (price <= rest) continue;
    const left = digitsOf(rest < 0n ? 0n : rest);
    return `it may cost ${digitsOf(price)} ${currency}, and of the budget of ${kind} ${name} for ${day} (${cap} ${currency}) ${left} ${currency} is left`;
  }
  return null;
}

function inWords(rule: PolicyRule, currency: string): string {
  return rule.kind === 'up_to' ? `not above ${rule.amount} ${currency}` : 'no approval is asked for';
}
