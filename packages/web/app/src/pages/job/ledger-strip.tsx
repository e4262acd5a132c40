import { type KeyboardEvent, useRef, useState } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.js';
import { Moment } from '../../components/moment.js';
import { cellsOf, detailsOf, type LedgerCell, type LedgerEntry, ledgerInWords } from './ledger-cells.js';
import './ledger-strip.css';

/** What became of the latest occurrences: a cell each, the newest at the end; arrow keys go from one to the next. */
export function LedgerStrip({ entries }: { entries: readonly LedgerEntry[] }) {
  const cells = cellsOf(entries);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = cells.findIndex(({ key }) => key === chosen);
  const current = found === -1 ? cells.length - 1 : found;
  const shown = cells[current];
  const list = useRef<HTMLUListElement>(null);
  if (shown === undefined) {
    return (
      <EmptyState icon="clock" title="No occurrence yet">
        What becomes of each moment that the schedule asks for is kept here.
      </EmptyState>
    );
  }
  const go = (event: KeyboardEvent) => {
    const to = target(event.key, current, cells.length);
    const cell = to === null ? undefined : cells[to];
    if (to === null || cell === undefined) return;
    event.preventDefault();
    setChosen(cell.key);
    list.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    <div className="ledger">
      <ul className="ledger-strip" aria-label="Latest occurrences" ref={list}>
        {cells.map((cell, index) => (
          <li key={cell.key}>
            <button
              type="button"
              data-kind={cell.kind}
              data-width={cell.width}
              aria-label={`${cell.word}, ${new Date(cell.entry.first).toLocaleString()}`}
              aria-pressed={index === current}
              tabIndex={index === current ? 0 : -1}
              onClick={() => setChosen(cell.key)}
              onFocus={() => setChosen(cell.key)}
              onKeyDown={go}
            >
              <span />
            </button>
          </li>
        ))}
      </ul>
      <Chosen cell={shown} />
      <p className="quiet">
        {ledgerInWords(cells)}
        {cells.length > 1 ? ', since ' : ' at '}
        <Moment at={cells[0]?.entry.first ?? null} />
      </p>
    </div>
  );
}

function target(key: string, current: number, length: number): number | null {
  if (key === 'ArrowLeft') return Math.max(0, current - 1);
  if (key === 'ArrowRight') return Math.min(length - 1, current + 1);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : null;
}

function Chosen({ cell: { word, kind, entry } }: { cell: LedgerCell }) {
  const { run, first, last, schedule_name: schedule } = entry;
  return (
    <p className="chosen" aria-live="polite">
      <strong data-kind={kind}>{word}</strong>
      <span>
        <Moment at={first} />
        {last === first ? null : last === null ? ' until now' : ' to '}
        {last === first ? null : <Moment at={last} />}
      </span>
      {schedule === 'default' ? null : <span className="tag">{schedule}</span>}
      {run === null ? null : <Link to={`/runs/${run.run_id}`}>run {run.run_id}</Link>}
      {detailsOf(entry).map((detail) => (
        <span key={detail} className="quiet break">
          {detail}
        </span>
      ))}
    </p>
  );
}
