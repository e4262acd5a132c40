import type { RunRow } from '../data/artifacts.js';
import './progress-bar.css';

type Progress = RunRow['progress'];

/** How far a run says it is: a bar with its figures; a bar without an end when it has not said. */
export function ProgressBar({ progress, label }: { progress: Progress; label: string }) {
  const { percent, completed, total, message } = progress;
  const figures = completed === null ? '' : `${completed.toLocaleString('en')}${ofTotal(total)}`;
  const said = [percent === null ? figures : `${String(percent)}%`, message ?? ''].filter(
    (part) => part !== '',
  );
  return (
    <div className="progress-bar">
      <progress
        className="only-read-aloud"
        aria-label={label}
        max={100}
        value={percent ?? undefined}
        aria-valuetext={said.length === 0 ? 'under way' : said.join(', ')}
      />
      <div className="bar" aria-hidden="true" data-unknown={percent === null || undefined}>
        <span style={{ inlineSize: `${String(percent ?? 0)}%` }} />
      </div>
      {said.length === 0 ? null : (
        <span className="said" title={[figures, message ?? ''].filter((part) => part !== '').join(' ')}>
          {said.join(' ')}
        </span>
      )}
    </div>
  );
}

function ofTotal(total: number | null): string {
  return total === null ? '' : ` / ${total.toLocaleString('en')}`;
}
