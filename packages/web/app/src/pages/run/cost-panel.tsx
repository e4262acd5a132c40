import { Panel } from '../../components/panel.js';
import type { RunDetails } from '../../data/artifacts.js';
import { moneyInWords } from '../../words/money.js';

/** What the run costs: estimated, and what it really took. Nothing for a run that costs nothing. */
export function CostPanel({ run }: { run: RunDetails }) {
  const { estimated, actual, currency, lines, low, high } = run.cost;
  if (estimated === null && actual === null) return null;
  const money = (amount: number | null) => (amount === null ? '–' : moneyInWords(amount, currency));
  return (
    <Panel title="Cost">
      <table className="cost">
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Estimated</th>
            <th scope="col">Actual</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.label}>
              <th scope="row">
                {line.label} <span className="quiet">× {line.quantity.toLocaleString('en')}</span>
              </th>
              <td>{money(line.estimated)}</td>
              <td>{money(line.actual)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td>{money(estimated)}</td>
            <td>{money(actual)}</td>
          </tr>
        </tfoot>
      </table>
      {low === null || high === null || low === high ? null : (
        <p className="quiet">
          Expected between {money(low)} and {money(high)}.
        </p>
      )}
    </Panel>
  );
}
