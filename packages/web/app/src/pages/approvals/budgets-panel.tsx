import { type Column, DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { moneyInWords } from '../../words/money.js';
import type { Policy } from './rule-in-words.js';

type Budget = Policy['budgets'][number];

const budgetId = ({ kind, name }: Budget) => `${kind} ${name}`;

/** What may be approved in a day without asking anybody, and what is left of it; nothing where no budget is configured. */
export function BudgetsPanel({ policy: { budgets, currency } }: { policy: Policy }) {
  if (budgets.length === 0) return null;
  return (
    <Panel title="Budgets" count={budgets.length} flush>
      <DataTable label="Budgets" columns={columnsIn(currency)} rows={budgets} rowId={budgetId} empty={null} />
    </Panel>
  );
}

function columnsIn(currency: string): Column<Budget>[] {
  const money = (amount: number) => moneyInWords(amount, currency);
  return [
    {
      id: 'of',
      header: 'Budget of',
      grows: true,
      cell: ({ kind, name }) => (
        <>
          <strong>{name}</strong> <span className="quiet">{kind}</span>
        </>
      ),
    },
    { id: 'day', header: 'Day', wideOnly: true, cell: ({ day }) => <span className="nowrap">{day}</span> },
    { id: 'per_day', header: 'Per day', align: 'end', cell: ({ per_day }) => money(per_day) },
    { id: 'taken', header: 'Taken', align: 'end', cell: ({ taken }) => money(taken) },
    { id: 'left', header: 'Left', align: 'end', cell: ({ left }) => <strong>{money(left)}</strong> },
  ];
}
