import type { DataOf } from '../../artifact-data.js';
import { table, type TextView } from '../artifact-view.js';
import { moneyInWords } from '../money-in-words.js';
import { counted, timeInWords } from '../words.js';

type ApprovedRuns = DataOf<'runs approve run'>;
type AutoApproval = DataOf<'config auto-approve'>;
type Rule = AutoApproval['rules'][number] & { readonly currency: string };

/** As cancelled runs are printed: what was approved, then what was not and why. */
export const approvedRuns: TextView<ApprovedRuns> = {
  kind: 'text',
  text: ({ approved, refused, total, has_more }) =>
    [
      ...listed(
        'Approved runs:',
        approved.map((id) => `✓ ${id}`),
      ),
      ...listed(
        'Not approved:',
        refused.map(({ id, reason }) => `✗ ${id}  ${reason}`),
      ),
      `Total approved: ${total}`,
      ...(has_more ? ['More runs match: give a higher --limit, or do it again'] : []),
    ].join('\n'),
};

export const autoApproval = table({
  rows: (data: AutoApproval): Rule[] => data.rules.map((rule) => ({ ...rule, currency: data.currency })),
  columns: [
    { title: 'Job', cell: (rule) => rule.job_name ?? 'every job' },
    { title: 'Client', cell: (rule) => rule.client_id ?? 'every client' },
    { title: 'Approved without asking', cell: ruleInWords },
    { title: 'Set by', cell: (rule) => rule.actor ?? rule.set_by },
    { title: 'At', cell: (rule) => timeInWords(rule.set_at) },
    { title: 'Reason', cell: (rule) => rule.reason ?? '', flexible: true },
  ],
  none: 'No job of this host asks for approval.',
  footer: (data) =>
    [counted(data.total, 'rule'), ...data.budgets.map((one) => budgetInWords(one, data))].join('\n'),
});

function ruleInWords({ auto_approve: rule, amount, currency }: Rule): string {
  return rule === 'up_to' ? `up to ${moneyInWords(amount, currency)}` : rule;
}

function budgetInWords(budget: AutoApproval['budgets'][number], { currency }: AutoApproval): string {
  const { kind, name, day, taken, per_day: perDay } = budget;
  return `Budget of ${kind} ${name} for ${day}: ${moneyInWords(taken, currency)} of ${moneyInWords(perDay, currency)} taken`;
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}
