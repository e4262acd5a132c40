import { lazy, Suspense } from 'react';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import type { DataOf } from '../../data/artifacts.js';
import { useArtifact } from '../../data/use-artifact.js';
import { counted } from '../../words/counted.js';

const Plot = lazy(() => import('./throughput-plot.js'));

const hours = 6;

/** How many runs ended in the last hours, and how many of them failed. */
export function ThroughputPanel() {
  // A new interval begins without an event.
  const { data, error } = useArtifact<'throughput'>(`/api/throughput?hours=${String(hours)}`, {
    everyMs: 60_000,
  });
  return (
    <Panel
      title={`Last ${String(hours)} hours`}
      actions={data === undefined ? null : <span className="quiet">{sumsOf(data)}</span>}
    >
      <div className="throughput">
        {error === null || data !== undefined ? null : <ProblemNote error={error} />}
        {data === undefined ? null : (
          <Suspense>
            <Plot of={data} label={`Runs that ended in the last ${String(hours)} hours: ${sumsOf(data)}`} />
          </Suspense>
        )}
      </div>
    </Panel>
  );
}

function sumsOf({ completed, failed, failure_rate }: DataOf<'throughput'>): string {
  if (failure_rate === null) return 'nothing has ended';
  const rate = failure_rate.toLocaleString('en', { style: 'percent', maximumFractionDigits: 1 });
  return `${counted(completed + failed, 'run')} ended, ${failed.toLocaleString('en')} failed (${rate})`;
}
