import { Link, useLocation } from 'wouter';
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

/** The pages, with what waits on them. On a phone it lies over the page while it is open. */
export function SideNavigation({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [here] = useLocation();
  const entries = useEntries();
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
  const waiting = {
    failures: data?.failures.unresolved ?? 0,
    approvals: data?.counts.awaiting_approval ?? 0,
  };
  return destinations.map(({ path, title, icon, counts }) => ({
    path,
    title,
    icon,
    count: counts === undefined ? 0 : waiting[counts],
    tone: counts === 'approvals' ? 'ask' : 'bad',
  }));
}

function isHere(path: string, here: string): boolean {
  return here === path || (path !== '/' && here.startsWith(`${path}/`));
}
