import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalPolicy, PolicyRule } from '../costs/policy-store.js';
import type { StoredEstimate } from '../runs/approval/approval.js';
import { type ApprovalFacts, decideApproval, effectivePolicy } from './decide-approval.js';
import { failedEstimate } from './price-estimate.js';

const priced = (high: string): StoredEstimate => ({
  currency: 'USD',
  lines: [],
  amount: '0',
  low: '0',
  high,
  warnings: [],
});
const policy = (
  rule: PolicyRule,
  jobName: string | null = null,
  clientId: string | null = null,
): ApprovalPolicy => ({
  jobName,
  clientId,
  rule,
});
const always = { kind: 'always' } as const;
const never = { kind: 'never' } as const;
const upTo = (amount: string) => ({ kind: 'up_to', amount }) as const;
const budget = (cap: string, taken: string) =>
  ({ kind: 'client', name: 'acme', cap, taken, day: '2026-01-14' }) as const;

const plain: ApprovalFacts = {
  declared: 'auto',
  estimate: null,
  policies: [],
  budgets: [],
  requestedBy: null,
  currency: 'USD',
};

describe('a run is approved by itself', () => {
  test.each<[string, Partial<ApprovalFacts>, by: string]>([
    ['where its job asks for nothing', {}, 'its job'],
    ['up to the amount, and at it', { declared: { above: '5' }, estimate: priced('5') }, 'its job'],
    [
      'where an operator says so',
      { declared: 'required', policies: [policy(always, 'job')] },
      'the policy for job job',
    ],
    [
      'up to what an operator says',
      { declared: 'required', estimate: priced('2'), policies: [policy(upTo('2'), null, 'acme')] },
      'the policy for client acme',
    ],
    [
      'as long as its budget has room for it',
      { estimate: priced('0.5'), budgets: [budget('10', '9.5')] },
      'its job',
    ],
    ['free of cost when the budget is just used up', { budgets: [budget('10', '10')] }, 'its job'],
    [
      'by whoever submits it, beyond any budget',
      { declared: 'required', requestedBy: 'ann', budgets: [budget('0', '1')] },
      'ann',
    ],
    [
      'by whoever submits it, also without a price',
      { estimate: failedEstimate('USD', 'no'), requestedBy: 'ann' },
      'ann',
    ],
  ])('%s', (_, facts, by) =>
    expect(decideApproval({ ...plain, ...facts })).toMatchObject({ kind: 'approve', by }),
  );
});

describe('a run is held', () => {
  test.each<[string, Partial<ApprovalFacts>, because: string]>([
    ['where its job asks for approval', { declared: 'required' }, 'its job asks for approval'],
    [
      'above the amount',
      { declared: { above: '5' }, estimate: priced('5.000000000001') },
      'it may cost 5.000000000001 USD, and its job asks for approval above 5 USD',
    ],
    ['by an amount where there is no estimate', { declared: { above: '5' } }, 'it has no estimate'],
    [
      'where the estimate failed',
      { estimate: failedEstimate('USD', 'the estimate failed: boom') },
      'the estimate failed: boom',
    ],
    [
      'where the estimate failed, whatever an operator allows',
      { estimate: failedEstimate('USD', 'boom'), policies: [policy(always)] },
      'its cost is not known: boom',
    ],
    [
      'where an operator says so',
      { policies: [policy(never, 'job')] },
      'the policy for job job asks for approval',
    ],
    [
      'beyond its budget, whatever else allows it',
      { estimate: priced('0.6'), budgets: [budget('10', '9.5')], policies: [policy(always)] },
      'it may cost 0.6 USD, and of the budget of client acme for 2026-01-14 (10 USD) 0.5 USD is left',
    ],
  ])('%s', (_, facts, because) =>
    expect(decideApproval({ ...plain, ...facts })).toEqual({
      kind: 'hold',
      because: expect.stringContaining(because),
    }),
  );
});

describe('of several policies', () => {
  test.each<[string, ApprovalPolicy[], PolicyRule]>([
    ['one for a job goes before one for everything', [policy(never), policy(always, 'a')], always],
    [
      'one for a job and a client goes before both',
      [policy(never, 'a'), policy(never, null, 'c'), policy(always, 'a', 'c')],
      always,
    ],
    ['the stricter of two that are as exact holds', [policy(always, 'a'), policy(never, null, 'c')], never],
    [
      'the lower of two amounts holds',
      [policy(upTo('10'), 'a'), policy(upTo('9.5'), null, 'c')],
      upTo('9.5'),
    ],
    ['an amount is stricter than always', [policy(always, 'a'), policy(upTo('3'), null, 'c')], upTo('3')],
  ])('%s', (_, policies, rule) => {
    expect(effectivePolicy(policies)?.rule).toEqual(rule);
    expect(effectivePolicy(policies.toReversed())?.rule).toEqual(rule);
  });
});

test('nothing passes without leave: whoever is approved has a rule, an amount and budgets that allow it', () => {
  const amount = fc.integer({ min: 0, max: 20 }).map(String);
  const rule: fc.Arbitrary<PolicyRule> = fc.oneof(fc.constant(always), fc.constant(never), amount.map(upTo));
  const policies = fc.array(
    fc.record({ rule, jobName: fc.constantFrom(null, 'job'), clientId: fc.constantFrom(null, 'acme') }),
    { maxLength: 4 },
  );
  const facts: fc.Arbitrary<ApprovalFacts> = fc.record({
    declared: fc.oneof(fc.constantFrom('auto' as const, 'required' as const), fc.record({ above: amount })),
    estimate: fc.oneof(fc.constant(null), fc.constant(failedEstimate('USD', 'no')), amount.map(priced)),
    policies,
    budgets: fc.array(
      fc.tuple(amount, amount).map(([cap, taken]) => budget(cap, taken)),
      { maxLength: 2 },
    ),
    requestedBy: fc.constant(null),
    currency: fc.constant('USD'),
  });
  fc.assert(
    fc.property(facts, (given) => {
      fc.pre(decideApproval(given).kind === 'approve');
      const price = Number(given.estimate?.high ?? 0);
      expect(given.estimate?.high).not.toBeNull();
      for (const { cap, taken } of given.budgets)
        expect(price).toBeLessThanOrEqual(Number(cap) - Number(taken));
      expect(price).toBeLessThanOrEqual(mostAllowed(given));
    }),
  );
});

/** The highest price that nobody has to be asked for, by the rule that holds; -1 where everything is to be asked. */
function mostAllowed({ declared, policies }: ApprovalFacts): number {
  const said = effectivePolicy(policies)?.rule;
  if (said !== undefined)
    return said.kind === 'up_to' ? Number(said.amount) : said.kind === 'never' ? -1 : Infinity;
  if (typeof declared === 'object') return Number(declared.above);
  return declared === 'required' ? -1 : Infinity;
}
