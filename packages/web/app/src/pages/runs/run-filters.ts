import { runStatuses } from '../../components/status-badge.js';
import type { RunStatus } from '../../data/artifacts.js';

/** How far back a list goes. */
export const periods = { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days' } as const;

export type Period = keyof typeof periods;

/** Which runs the list shows; null does not filter. It lives in the address of the page. */
export interface RunFilters {
  readonly status: RunStatus | null;
  readonly job: string | null;
  readonly client: string | null;
  readonly subject: string | null;
  readonly since: Period | null;
  /** Only runs older than this one: the page of a long list. */
  readonly after: string | null;
}

/** The filters in the query of an address; what makes no sense is left out. */
export function readFilters(query: string): RunFilters {
  const values = new URLSearchParams(query);
  const word = (name: string) => {
    const value = values.get(name)?.trim() ?? '';
    return value === '' ? null : value;
  };
  const after = word('after');
  return {
    status: runStatuses.find((status) => status === values.get('status')) ?? null,
    job: word('job'),
    client: word('client'),
    subject: word('subject'),
    since: (Object.keys(periods) as Period[]).find((period) => period === values.get('since')) ?? null,
    after: after !== null && /^\d+$/.test(after) ? after : null,
  };
}

/** The address of the page with these filters. */
export function placeOf(filters: RunFilters): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== null);
  return given.length === 0 ? '/runs' : `/runs?${new URLSearchParams(given).toString()}`;
}

const periodMs: Readonly<Record<Period, number>> = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 };

/** The moment that a period begins with, to the minute, so that the address of the list stays the same meanwhile. */
export function beginOf(period: Period | null, now: Date): string | null {
  if (period === null) return null;
  return new Date(Math.floor((now.getTime() - periodMs[period]) / 60_000) * 60_000).toISOString();
}
