import type { Artifact } from '../artifacts/artifact.js';
import type { AutoApproval } from '../artifacts/auto-approval.js';
import { BudgetStore, type BudgetUse } from '../costs/budget-store.js';
import { type PolicyRule, PolicyStore, type RecordedPolicy } from '../costs/policy-store.js';
import { InfraError } from '../errors/infra-error.js';
import { digitsOf, numberOf, readDecimal, readDigits } from '../money/decimal.js';
import { isGated, type RegisteredJob } from '../registry/registered-job.js';
import type { Host } from './host.js';
import { checkReason } from './reason.js';

export interface AutoApproveInput {
  /** `on`, `off`, `default` (the policy goes), or an amount up to which nobody is asked; left out: only shows. */
  readonly word?: string | undefined;
  /** Left out: every job. */
  readonly job?: string | undefined;
  /** Left out: every client. */
  readonly client?: string | undefined;
  readonly reason?: string | undefined;
}

/** A policy cannot say that, or not of this job. */
export class InvalidPolicyError extends InfraError {
  readonly code = 'invalid_value';
}

const words: Readonly<Record<string, PolicyRule | null>> = {
  on: { kind: 'always' },
  true: { kind: 'always' },
  off: { kind: 'never' },
  false: { kind: 'never' },
  default: null,
};

const longestClient = 255;

/**
 * Shows what is approved without asking anybody, or sets it: for everything, a job, a client, or a job of a client. It
 * holds for runs that are judged from now on; those that wait already stay for a person.
 * @throws {InvalidPolicyError} @throws {JobNotFoundError} @throws {ReasonTooLongError}
 */
export async function autoApprove(host: Host, input: AutoApproveInput = {}): Promise<Artifact<AutoApproval>> {
  const { word, job = null, client = null, reason } = input;
  checkReason(reason);
  if (word === undefined && reason !== undefined)
    throw new InvalidPolicyError('a reason is for a change', { hint: 'give on, off, default or an amount' });
  const rule = word === undefined ? null : ruleOf(word);
  if (job !== null) checkJob(host.registry.require(job));
  if (client !== null) checkClient(client);
  const database = await host.database();
  const store = new PolicyStore(database);
  if (word !== undefined) {
    const said = { actor: host.actor, reason: reason ?? null };
    const about = { jobName: job, clientId: client };
    if (rule === null) await store.remove(about, said);
    else await store.set({ ...about, rule }, said);
  }
  const { costs } = host.settings;
  const policies = await store.list();
  const use = await new BudgetStore(database).use(budgetsOf(host), costs.timeZone);
  const rules = [...host.registry.jobs.filter(isGated).map(ofCode), ...policies.map(ofOperator)]
    .filter((shown) => job === null || shown.job_name === job || shown.job_name === null)
    .filter((shown) => client === null || shown.client_id === client || shown.client_id === null);
  return {
    data: {
      currency: costs.currency,
      rules,
      budgets: use.map((budget) => shownBudget(budget, host)),
      total: rules.length,
    },
    artifact_type: 'table',
    title: 'Auto-Approval',
  };
}

function ruleOf(word: string): PolicyRule | null {
  const known = words[word];
  if (Object.hasOwn(words, word) && known !== undefined) return known;
  try {
    return { kind: 'up_to', amount: digitsOf(readDecimal(word)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidPolicyError(`'${word}' is neither on, off, default nor an amount such as 5 or 0.25`);
  }
}

function checkJob(job: RegisteredJob): void {
  if (isGated(job)) return;
  throw new InvalidPolicyError(
    `${job.name} neither prices its runs nor asks for approval, so they are never held`,
    {
      hint: `set jobs.${job.name}.approval to 'required' in the configuration first`,
    },
  );
}

function checkClient(client: string): void {
  if (
    client.trim() === '' ||
    client.length > longestClient ||
    client.includes('\0') ||
    !client.isWellFormed()
  )
    throw new InvalidPolicyError(`a client is a text of at most ${longestClient} characters`);
}

function budgetsOf({ settings }: Host): { kind: 'job' | 'client'; name: string }[] {
  const { jobBudgets, clientBudgets } = settings.costs;
  return [
    ...Object.keys(clientBudgets).map((name) => ({ kind: 'client', name }) as const),
    ...Object.keys(jobBudgets).map((name) => ({ kind: 'job', name }) as const),
  ];
}

function shownBudget(
  { kind, name, taken, day }: BudgetUse,
  { settings }: Host,
): AutoApproval['budgets'][number] {
  const { jobBudgets, clientBudgets } = settings.costs;
  const cap = readDigits((kind === 'job' ? jobBudgets[name] : clientBudgets[name]) ?? '0');
  const used = readDigits(taken);
  const left = cap > used ? cap - used : 0n;
  return { kind, name, per_day: numberOf(cap), taken: numberOf(used), left: numberOf(left), day };
}

type ShownRule = AutoApproval['rules'][number];

function ofCode({ name, approval }: RegisteredJob): ShownRule {
  const rule: PolicyRule =
    typeof approval === 'object'
      ? { kind: 'up_to', amount: approval.above }
      : { kind: approval === 'auto' ? 'always' : 'never' };
  return { ...shownRule(name, null, rule), set_by: 'code', actor: null, reason: null, set_at: null };
}

function ofOperator({ jobName, clientId, rule, actor, reason, setAt }: RecordedPolicy): ShownRule {
  return {
    ...shownRule(jobName, clientId, rule),
    set_by: 'operator',
    actor,
    reason,
    set_at: setAt.toISOString(),
  };
}

function shownRule(job: string | null, client: string | null, rule: PolicyRule) {
  const amount = rule.kind === 'up_to' ? numberOf(readDigits(rule.amount)) : null;
  return { job_name: job, client_id: client, auto_approve: rule.kind, amount };
}
