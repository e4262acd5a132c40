import { Link } from 'wouter';
import { runStatuses, statusInWords } from '../../components/status-badge.js';
import type { RunStatus } from '../../data/artifacts.js';
import { useSystemStatus } from '../../data/use-system-status.js';
import { placeOf, type RunFilters } from './run-filters.js';

const order: readonly RunStatus[] = [
  'running',
  'queued',
  'awaiting_approval',
  'failed',
  'completed',
  'cancelled',
  ...runStatuses.filter((status) => status === 'pending' || status === 'approved'),
];

/** One list for each status, with how many there are of those that are unfinished. */
export function StatusTabs({ filters }: { filters: RunFilters }) {
  const { data } = useSystemStatus();
  const counts: Partial<Record<RunStatus, number>> = data?.counts ?? {};
  // Of these there are few, and none for most hosts.
  const shown = order.filter(
    (status) =>
      (status !== 'pending' && status !== 'approved') ||
      (counts[status] ?? 0) > 0 ||
      filters.status === status,
  );
  return (
    <nav className="status-tabs" aria-label="Runs by status">
      {[null, ...shown].map((status) => (
        <Link
          key={status ?? 'all'}
          to={placeOf({ ...filters, status, after: null })}
          aria-current={filters.status === status ? 'page' : undefined}
        >
          {status === null ? 'All' : statusInWords(status)}
          {status === null || (counts[status] ?? 0) === 0 ? null : (
            <span className="quiet"> {counts[status]?.toLocaleString('en')}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
