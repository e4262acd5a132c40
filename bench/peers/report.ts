// Rounds to medians, medians to a table.
import { median, round } from './measuring.ts';
import type { Figures } from './scenarios/scenario.ts';

/** The medians of every round, by scenario and queue. */
export type Medians = ReadonlyMap<string, ReadonlyMap<string, Figures>>;

/** Every execution counts: these are to be nothing in every round, and not in the middle one. */
const faults = new Set(['missing', 'doubled', 'wrong', 'too_early']);

export function mediansOf(rounds: readonly Figures[]): Figures {
  const keys = new Set(rounds.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const values = rounds.flatMap((figures) => (figures[key] === undefined ? [] : [figures[key]]));
      const numbers = values.filter((value) => typeof value === 'number');
      if (numbers.length < values.length) return [key, values[0] ?? ''];
      return [key, faults.has(key) ? Math.max(...numbers) : median(numbers)];
    }),
  );
}

/** Lines of a table of one scenario, the figures of the engine as multiples of each queue's in brackets. */
export function table(figures: ReadonlyMap<string, Figures>): string[] {
  const keys = [...new Set([...figures.values()].flatMap((row) => Object.keys(row)))];
  const own = figures.get('infra');
  const cell = (peer: string, key: string): string => {
    const value = figures.get(peer)?.[key];
    if (value === undefined) return '';
    if (typeof value !== 'number') return String(value);
    const mine = own?.[key];
    const compared = peer !== 'infra' && key.endsWith('_per_s') && typeof mine === 'number' && value > 0;
    return compared ? `${value} (× ${round(mine / value)})` : String(round(value, 3));
  };
  const rows = [...figures.keys()].map((peer) => [peer, ...keys.map((key) => cell(peer, key))]);
  return [
    `| | ${keys.join(' | ')} |`,
    `|---${'|---'.repeat(keys.length)}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
}
