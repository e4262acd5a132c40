import type { ReactNode } from 'react';
import { Link } from 'wouter';
import './job-cell.css';

interface JobCellProps {
  readonly job: string;
  readonly to: string;
  /** Small, beside the name, and never cut: the id of a run. */
  readonly beside?: string;
  /** Small, behind them, cut where there is little room: tags. */
  readonly aside?: string;
  /** A second line. */
  readonly about?: ReactNode;
}

/** A job in a row of a table: its name as a link, and what it is about below. */
export function JobCell({ job, to, beside, aside, about }: JobCellProps) {
  return (
    <div className="job-cell">
      <div className="name">
        <Link to={to}>{job}</Link>
        {beside === undefined ? null : <span className="beside quiet"> {beside}</span>}
        {aside === undefined ? null : <span className="aside quiet"> {aside}</span>}
      </div>
      {about === undefined || about === '' ? null : <div className="about quiet">{about}</div>}
    </div>
  );
}
