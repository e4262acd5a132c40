import type { DataOf } from '../../data/artifacts.js';
import { moneyInWords } from '../../words/money.js';

/** What is approved without asking anybody, and what is left of the budgets. */
export type Policy = DataOf<'config auto-approve'>;

/** One rule of it. */
export type Rule = Policy['rules'][number];

/** What a rule says: `Somebody is asked`, `Approved up to $5.00`. */
export function ruleInWords({ auto_approve, amount }: Rule, currency: string): string {
  if (auto_approve === 'always') return 'Approved without asking';
  if (auto_approve === 'never' || amount === null) return 'Somebody is asked';
  return `Approved up to ${moneyInWords(amount, currency)}`;
}

/** Which runs a rule is about: `build_index for acme`. */
export function aboutInWords({ job_name, client_id }: Pick<Rule, 'job_name' | 'client_id'>): string {
  return `${job_name ?? 'every job'} for ${client_id ?? 'every client'}`;
}

/** The word of the API for a choice of the form, or undefined where the amount is none. */
export function wordOf(choice: string, amount: string): string | undefined {
  if (choice !== 'amount') return choice;
  return /^\d+(\.\d+)?$/.test(amount.trim()) ? amount.trim() : undefined;
}
