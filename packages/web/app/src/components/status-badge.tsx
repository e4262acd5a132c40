import type { RunStatus } from '../data/artifacts.js';
import { Icon, type IconName } from './icon.js';

/** How much a state wants to be seen; a token of colour each. */
export type Tone = 'good' | 'bad' | 'busy' | 'wait' | 'ask';

const looks: Readonly<Record<RunStatus, { word: string; tone: Tone; icon: IconName }>> = {
  pending: { word: 'Pending', tone: 'wait', icon: 'hourglass' },
  awaiting_approval: { word: 'Needs approval', tone: 'ask', icon: 'hand' },
  approved: { word: 'Approved', tone: 'wait', icon: 'approvals' },
  queued: { word: 'Queued', tone: 'wait', icon: 'clock' },
  running: { word: 'Running', tone: 'busy', icon: 'runs' },
  completed: { word: 'Completed', tone: 'good', icon: 'check' },
  failed: { word: 'Failed', tone: 'bad', icon: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'wait', icon: 'slash' },
};

/** Every status of a run, in the order of its life. */
export const runStatuses = Object.keys(looks) as RunStatus[];

/** A status as people read it: `Needs approval`. */
export function statusInWords(status: RunStatus): string {
  return looks[status].word;
}

/** A word on a ground of its tone, with an icon. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: string }) {
  return (
    <span className="badge" data-tone={tone}>
      {icon === undefined ? null : <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

/** The status of a run, by colour, icon and word. `success`, as artifacts print `completed`, is taken as well. */
export function StatusBadge({ status }: { status: RunStatus | 'success' }) {
  const { word, tone, icon } = looks[status === 'success' ? 'completed' : status];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
