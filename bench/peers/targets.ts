// What the engine is to reach, as a share of what others reached in the same interleaved run.
import { round } from './measuring.ts';
import type { Medians } from './report.ts';

export interface Verdict {
  readonly scenario: string;
  readonly wanted: string;
  readonly reached: number;
  readonly met: boolean;
  /** What would be better still, and whether it is reached; null when nothing is said. */
  readonly aim: { readonly wanted: string; readonly met: boolean } | null;
}

/** The figure of one queue in one scenario; NaN when it was not measured. */
export type FigureOf = (scenario: string, peer: string, key: string) => number;

interface Target {
  readonly scenario: string;
  readonly wanted: string;
  readonly reached: (of: FigureOf) => number;
  readonly least?: number;
  readonly most?: number;
  readonly aim?: { readonly wanted: string; readonly met: (of: FigureOf) => boolean };
}

const own = 'infra';

/** The engine's figure divided by another's. */
const ratio =
  (scenario: string, key: string, peer: string) =>
  (of: FigureOf): number =>
    of(scenario, own, key) / of(scenario, peer, key);

/** The other's figure divided by the engine's: above 1 is better, for what is to be small. */
const inverse =
  (scenario: string, key: string, peer: string) =>
  (of: FigureOf): number =>
    of(scenario, peer, key) / of(scenario, own, key);

const lowest = (...values: number[]): number => Math.min(...values.filter((value) => !Number.isNaN(value)));
const highest = (...values: number[]): number => Math.max(...values.filter((value) => !Number.isNaN(value)));

const targets: readonly Target[] = [
  {
    scenario: 'drain',
    wanted: '≥ 1.2 × graphile-worker',
    reached: ratio('drain', 'jobs_per_s', 'graphile-worker'),
    least: 1.2,
    aim: { wanted: '≥ 0.8 × raw', met: (of) => ratio('drain', 'jobs_per_s', 'raw')(of) >= 0.8 },
  },
  {
    scenario: 'drain',
    wanted: '≥ 1.6 × pg-boss',
    reached: ratio('drain', 'jobs_per_s', 'pg-boss'),
    least: 1.6,
  },
  {
    scenario: 'drain2',
    wanted: '≥ 1.0 × graphile-worker',
    reached: ratio('drain2', 'jobs_per_s', 'graphile-worker'),
    least: 1,
    aim: {
      wanted: '≥ 1.2 ×, and not slower than one process',
      met: (of) =>
        ratio('drain2', 'jobs_per_s', 'graphile-worker')(of) >= 1.2 &&
        of('drain2', own, 'jobs_per_s') >= of('drain', own, 'jobs_per_s'),
    },
  },
  {
    scenario: 'enqueue',
    wanted: 'one by one ≥ 4 × graphile-worker and pg-boss',
    reached: (of) =>
      lowest(
        ratio('enqueue', 'one_per_s', 'graphile-worker')(of),
        ratio('enqueue', 'one_per_s', 'pg-boss')(of),
      ),
    least: 4,
    aim: { wanted: 'raw:fast', met: (of) => ratio('enqueue', 'one_per_s', 'raw:fast')(of) >= 1 },
  },
  {
    scenario: 'enqueue',
    wanted: 'ten callers ≥ 1 × BullMQ with fsync always',
    reached: ratio('enqueue', 'ten_per_s', 'bullmq:always'),
    least: 1,
    aim: { wanted: 'raw:fast', met: (of) => ratio('enqueue', 'ten_per_s', 'raw:fast')(of) >= 1 },
  },
  {
    scenario: 'enqueue',
    wanted: 'bulk of 1,000 ≥ 2 × the best peer',
    reached: (of) =>
      of('enqueue', own, 'bulk_per_s') /
      highest(
        ...['graphile-worker', 'pg-boss', 'bullmq', 'bullmq:always'].map((peer) =>
          of('enqueue', peer, 'bulk_per_s'),
        ),
      ),
    least: 2,
    aim: { wanted: 'raw:fast', met: (of) => ratio('enqueue', 'bulk_per_s', 'raw:fast')(of) >= 1 },
  },
  ...(['p50_ms', 'p99_ms'] as const).map((key) => ({
    scenario: 'latency',
    wanted: `${key.slice(0, 3)} ahead of every PostgreSQL peer`,
    reached: (of: FigureOf) =>
      lowest(...['graphile-worker', 'pg-boss'].map((peer) => inverse('latency', key, peer)(of))),
    least: 1,
    aim: { wanted: 'BullMQ', met: (of: FigureOf) => inverse('latency', key, 'bullmq')(of) >= 1 },
  })),
  {
    scenario: 'roundtrip',
    wanted: "p50 ≤ 1.2 × raw's",
    reached: (of) => of('roundtrip', own, 'p50_ms') / of('roundtrip', 'raw', 'p50_ms'),
    most: 1.2,
    aim: { wanted: 'BullMQ', met: (of) => inverse('roundtrip', 'p50_ms', 'bullmq')(of) >= 1 },
  },
  {
    scenario: 'rescue',
    wanted: 'all elsewhere within 3,000 ms',
    reached: (of) => of('rescue', own, 'all_ms'),
    most: 3000,
    aim: { wanted: '1,500 ms', met: (of) => of('rescue', own, 'all_ms') <= 1500 },
  },
  {
    scenario: 'history',
    wanted: '≥ 0.9 × of empty',
    reached: (of) => of('history', own, 'of_empty'),
    least: 0.9,
    aim: { wanted: '1.0', met: (of) => of('history', own, 'of_empty') >= 1 },
  },
  {
    scenario: 'history',
    wanted: 'last 20 failed within 20 ms',
    reached: (of) => of('history', own, 'last_failed_ms'),
    most: 20,
    aim: { wanted: '5 ms', met: (of) => of('history', own, 'last_failed_ms') <= 5 },
  },
  {
    scenario: 'schedules10k',
    wanted: '≤ 0.2 s in 30 s',
    reached: (of) => of('schedules10k', own, 'cpu_s_per_30s'),
    most: 0.2,
    aim: {
      wanted: "BullMQ's, 0.07 s",
      met: (of) => of('schedules10k', own, 'cpu_s_per_30s') <= 0.07,
    },
  },
  {
    scenario: 'schedules100k',
    wanted: '≤ 0.2 s in 30 s',
    reached: (of) => of('schedules100k', own, 'cpu_s_per_30s'),
    most: 0.2,
  },
  {
    scenario: 'startup',
    wanted: 'ahead of graphile-worker',
    reached: inverse('startup', 'first_job_ms', 'graphile-worker'),
    least: 1,
  },
  {
    scenario: 'memory',
    wanted: 'flat: at most 1.15 × from the second to the last quarter',
    reached: (of) => of('memory', own, 'growth'),
    most: 1.15,
  },
];

/** The verdicts that the measured figures allow. */
export function judge(medians: Medians): Verdict[] {
  const of: FigureOf = (scenario, peer, key) => {
    const figure = medians.get(scenario)?.get(peer)?.[key];
    return typeof figure === 'number' ? figure : Number.NaN;
  };
  return targets.flatMap(({ scenario, wanted, reached, least, most, aim }) => {
    const figure = reached(of);
    if (!Number.isFinite(figure)) return [];
    const met = figure >= (least ?? -Infinity) && figure <= (most ?? Infinity);
    return [
      {
        scenario,
        wanted,
        reached: figure,
        met,
        aim: aim === undefined ? null : { wanted: aim.wanted, met: aim.met(of) },
      },
    ];
  });
}

/** A verdict in one line. */
export function verdictLine({ scenario, wanted, reached, met, aim }: Verdict): string {
  const aimed = aim === null ? '' : `; aim ${aim.wanted}: ${aim.met ? 'reached' : 'not reached'}`;
  return `${met ? 'pass' : 'FAIL'}  ${scenario}: ${wanted}: ${round(reached)}${aimed}`;
}
