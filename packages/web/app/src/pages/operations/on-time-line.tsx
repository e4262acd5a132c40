import { Link } from 'wouter';
import { Icon } from '../../components/icon.js';
import { Prose } from '../../components/prose.js';
import type { SystemStatus } from '../../data/artifacts.js';
import { judgeSchedule } from './judge-schedule.js';
import './operations.css';

const icons = { good: 'check', bad: 'failures', ask: 'pause', busy: 'runs', wait: 'clock' } as const;

/** The one line that says whether everything is as it should be, and the figures of the moment. */
export function OnTimeLine({ status }: { status: SystemStatus }) {
  const { tone, word, because } = judgeSchedule(status);
  const { counts, failures } = status;
  const waiting = counts.queued + counts.approved + counts.pending;
  return (
    <section className="on-time-line" data-tone={tone} aria-label="State of the system">
      <p className="verdict">
        <Icon name={icons[tone]} size={18} />
        <strong>{word}</strong>
        <span className="quiet break">
          <Prose>{because}</Prose>
        </span>
      </p>
      <ul>
        <Figure count={counts.running} word="running" to="/runs?status=running" />
        <Figure count={waiting} word="waiting" to="/runs?status=queued" />
        <Figure count={counts.awaiting_approval} word="to approve" to="/approvals" tone="ask" />
        <Figure count={failures.unresolved} word="failed" to="/failures" tone="bad" />
      </ul>
    </section>
  );
}

interface FigureProps {
  readonly count: number;
  readonly word: string;
  readonly to: string;
  /** How it looks when it is not 0. */
  readonly tone?: 'ask' | 'bad';
}

function Figure({ count, word, to, tone }: FigureProps) {
  return (
    <li data-tone={count > 0 ? tone : undefined}>
      <Link to={to}>
        <strong>{count.toLocaleString('en')}</strong> {word}
      </Link>
    </li>
  );
}
