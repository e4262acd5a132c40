import type { RunRow } from '../../data/artifacts.js';

/** What a run has counted, as it calls it. */
export function Counters({ of: { completed, total, counters } }: { of: RunRow['progress'] }) {
  const entries = Object.entries(counters);
  if (completed === null && entries.length === 0) return null;
  return (
    <dl className="counters">
      {completed === null ? null : (
        <div>
          <dt>Done</dt>
          <dd>
            {completed.toLocaleString('en')}
            {total === null ? '' : ` of ${total.toLocaleString('en')}`}
          </dd>
        </div>
      )}
      {entries.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  );
}
