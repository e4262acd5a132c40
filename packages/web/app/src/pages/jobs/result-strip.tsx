import { statusInWords } from '../../components/status-badge.js';
import { counted } from '../../words/counted.js';
import type { JobRow } from './narrow-jobs.js';
import './result-strip.css';

type Results = NonNullable<JobRow['results']>;

/** How the last runs of a job ended, the newest at the end: told apart by height as well as by colour. */
export function ResultStrip({ results }: { results: Results }) {
  if (results.length === 0) return <span className="quiet">no run yet</span>;
  return (
    <>
      <span className="only-read-aloud">{inWords(results)}</span>
      <span className="result-strip" aria-hidden="true">
        {results.toReversed().map(({ run_id, status, error }) => (
          <span
            key={run_id}
            data-status={status}
            title={`Run ${run_id}: ${wordOf(status)}${error === null ? '' : `: ${error}`}`}
          />
        ))}
      </span>
    </>
  );
}

function inWords(results: Results): string {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const [newest] = results;
  const last = newest === undefined ? '' : `; the newest: ${wordOf(newest.status).toLowerCase()}`;
  return `${String(failed)} of the last ${counted(results.length, 'run')} failed${last}`;
}

function wordOf(status: Results[number]['status']): string {
  return statusInWords(status === 'success' ? 'completed' : status);
}
