import { ProgressBar } from '../../components/progress-bar.js';
import type { RunDetails } from '../../data/artifacts.js';
import { Counters } from './counters.js';

/** How far the run is. */
export function RunProgress({ run }: { run: RunDetails }) {
  if (run.status !== 'running') return null;
  return (
    <section className="run-progress" aria-label="Progress">
      <ProgressBar progress={run.progress} label="Progress" />
      <Counters of={run.progress} />
    </section>
  );
}
