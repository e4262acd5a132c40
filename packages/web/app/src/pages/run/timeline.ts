import type { IconName } from '../../components/icon.js';
import type { Tone } from '../../components/status-badge.js';
import type { RunDetails } from '../../data/artifacts.js';

/** Something that happened to a run. */
export interface Step {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone;
  readonly icon: IconName;
  /** How long it lasted, for a try that is over. */
  readonly lastedMs: number | null;
}

type Attempt = RunDetails['attempts'][number];

const ends = {
  failed: { word: 'failed', tone: 'bad', icon: 'cross' },
  lost: { word: 'was lost with its worker', tone: 'bad', icon: 'failures' },
  returned: { word: 'was returned by a stopping worker', tone: 'wait', icon: 'retry' },
  completed: { word: 'completed', tone: 'good', icon: 'check' },
  cancelled: { word: 'was cancelled', tone: 'wait', icon: 'slash' },
  running: { word: 'runs', tone: 'busy', icon: 'runs' },
} as const satisfies Record<Attempt['status'], object>;

/** The life of a run in the order it happened. */
export function timelineOf(run: RunDetails): Step[] {
  const steps: Step[] = [
    step('asked', run.created_at, 'Asked for', { detail: byWhom(run), icon: 'plus' }),
    ...leaveOf(run),
    ...run.attempts.map(attemptStep),
    ...waitOf(run),
  ];
  const cancel = run.cancel_requested_at;
  if (cancel !== null) steps.push(step('cancel', cancel, 'Asked to end', { icon: 'slash', tone: 'ask' }));
  if (run.finished_at !== null && run.attempts.length === 0)
    steps.push(
      step('end', run.finished_at, 'Ended without having run', {
        icon: 'slash',
        detail: run.error?.message ?? null,
      }),
    );
  return steps.sort((one, other) => one.at.localeCompare(other.at));
}

function byWhom({ trigger, actor, scheduled_for }: RunDetails): string {
  if (scheduled_for !== null) return 'by its schedule';
  return actor === null ? trigger : `${trigger}, by ${actor}`;
}

function leaveOf({ approval }: RunDetails): Step[] {
  const at = approval?.approved_at ?? null;
  if (approval === null || at === null) return [];
  const who = approval.approved_by === null ? '' : `by ${approval.approved_by}`;
  const detail = [who, approval.reason ?? ''].filter((part) => part !== '').join(': ');
  return [
    step('approved', at, 'Approved', { detail: detail === '' ? null : detail, tone: 'good', icon: 'check' }),
  ];
}

function attemptStep({ attempt, status, started_at, finished_at, host, pid, error }: Attempt): Step {
  const { word, tone, icon } = ends[status];
  const where = host === null ? '' : `on ${host}:${String(pid ?? '')}`;
  const at = started_at ?? finished_at ?? '';
  return {
    id: `attempt ${String(attempt)}`,
    at,
    title: `Attempt ${String(attempt)} ${word}`,
    detail: [where, error?.message ?? ''].filter((part) => part !== '').join(' · ') || null,
    tone,
    icon,
    lastedMs:
      started_at === null || finished_at === null ? null : Date.parse(finished_at) - Date.parse(started_at),
  };
}

function waitOf({ status, available_at, created_at, attempts }: RunDetails): Step[] {
  if (status !== 'queued' && status !== 'approved') return [];
  const last = attempts.at(-1)?.finished_at ?? created_at;
  if (available_at <= last) return [];
  const title = attempts.length === 0 ? 'Begins not before' : 'Next attempt not before';
  return [step('wait', available_at, title, { icon: 'clock' })];
}

function step(
  id: string,
  at: string,
  title: string,
  more: { readonly detail?: string | null; readonly icon: IconName; readonly tone?: Tone },
): Step {
  return {
    id,
    at,
    title,
    detail: more.detail ?? null,
    tone: more.tone ?? 'wait',
    icon: more.icon,
    lastedMs: null,
  };
}
