import { useState } from 'react';
import { Link } from 'wouter';
import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Moment } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import type { DataOf } from '../../data/artifacts.js';
import { useArtifact } from '../../data/use-artifact.js';
import { counted } from '../../words/counted.js';
import { type DayRow, dayRows, type HourMark, hourMarks } from './day-rows.js';
import './day-panel.css';

/** Schedules that are shown at first. */
const few = 12;

/** When each job will run in the next 24 hours. */
export function DayPanel() {
  const day = useArtifact<'occurrences list'>('/api/occurrences?hours=24&limit=200', { everyMs: 300_000 });
  return (
    <Panel title="Next 24 hours" count={day.data?.total}>
      <Answer of={day} lines={6}>
        {(data) =>
          data.schedules.length === 0 ? (
            <EmptyState icon="clock" title="No schedule asks for a run in the next 24 hours">
              Jobs run by hand, or their schedules are off.
            </EmptyState>
          ) : (
            <Day of={data} />
          )
        }
      </Answer>
    </Panel>
  );
}

function Day({ of }: { of: DataOf<'occurrences list'> }) {
  const [all, setAll] = useState(false);
  const rows = dayRows(of);
  const hours = hourMarks(of.from, of.until);
  const more = rows.length - few;
  return (
    <div className="day">
      <Hours marks={hours} />
      <ul>
        {rows.slice(0, all ? rows.length : few).map((row) => (
          <Row key={row.id} row={row} hours={hours} />
        ))}
      </ul>
      {more <= 0 || all ? null : (
        <Button kind="quiet" icon="down" onClick={() => setAll(true)}>
          {counted(more, 'more schedule')}
        </Button>
      )}
    </div>
  );
}

function Hours({ marks }: { marks: readonly HourMark[] }) {
  return (
    <div className="hours" aria-hidden="true">
      <div>
        {marks.map(({ place, word, midnight }) => (
          <span
            key={place}
            data-midnight={midnight || undefined}
            style={{ insetInlineStart: `${String(place / 10)}%` }}
          >
            {word}
          </span>
        ))}
      </div>
    </div>
  );
}

function Row({ row, hours }: { row: DayRow; hours: readonly HourMark[] }) {
  const { job, schedule, marks, denseFrom, next, count } = row;
  return (
    <li>
      <span className="name">
        <Link to={`/jobs/${encodeURIComponent(job)}`}>{job}</Link>
        {schedule === null ? null : <span className="quiet"> {schedule}</span>}
      </span>
      <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
        <path className="grid" d={hours.map(({ place }) => `M${String(place)} 0v16`).join('')} />
        {denseFrom === null ? null : <rect x={denseFrom} y="3" width={1000 - denseFrom} height="10" />}
        <path className="marks" d={marks.map((place) => `M${String(place)} 3v10`).join('')} />
      </svg>
      <span className="quiet when">
        <span className="only-read-aloud">{counted(count, 'time')}, next at </span>
        <Moment at={next} />
        <span aria-hidden="true" className="times">
          {count.toLocaleString('en')}×
        </span>
      </span>
    </li>
  );
}
