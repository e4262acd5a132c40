import { Link, useLocation, useSearch } from 'wouter';
import { IconButton } from '../components/button.js';
import { Icon, type IconName } from '../components/icon.js';
import { useSystemStatus } from '../data/use-system-status.js';
import { destinations } from './routes.js';

interface Entry {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly count: number;
  readonly tone: 'bad' | 'ask';
}

const approvals = '/runs?status=awaiting_approval';

/** The pages, with what waits on them. On a phone it lies over the page while it is open. */
export function SideNavigation({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [location] = useLocation();
  const search = useSearch();
  const entries = useEntries();
  const here = search === 'status=awaiting_approval' ? approvals : location;
  return (
    <nav id="navigation" className="side-navigation" aria-label="Pages" data-open={open || undefined}>
      <div className="brand">
        <Icon name="retry" size={18} />
        <span>Infra Jobs</span>
        <span className="only-narrow">
          <IconButton label="Close navigation" icon="close" onClick={onClose} />
        </span>
      </div>
      <ul>
        {entries.map(({ path, title, icon, count, tone }) => (
          <li key={path}>
            <Link to={path} aria-current={isHere(path, here) ? 'page' : undefined} onClick={onClose}>
              <Icon name={icon} />
              {title}
              {count === 0 ? null : (
                <span className="badge" data-tone={tone}>
                  {count > 999 ? '999+' : count}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useEntries(): Entry[] {
  const { data } = useSystemStatus();
  const waiting = data?.counts.awaiting_approval ?? 0;
  return destinations.flatMap(({ path, title, icon, counts }): Entry[] => {
    const count = counts === 'failures' ? (data?.failures.unresolved ?? 0) : 0;
    const entry: Entry = { path, title, icon, count, tone: 'bad' };
    if (path !== '/runs' || waiting === 0) return [entry];
    return [entry, { path: approvals, title: 'Approvals', icon: 'hand', count: waiting, tone: 'ask' }];
  });
}

function isHere(path: string, here: string): boolean {
  return path === '/' || path === approvals || here === approvals
    ? here === path
    : here === path || here.startsWith(`${path}/`);
}
