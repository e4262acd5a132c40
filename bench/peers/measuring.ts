// Clocks, processor time and statistics.
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { Place } from './peer.ts';

/** Milliseconds of the machine's monotonic clock: comparable between processes. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Numbers from `first` on, in pieces of at most a thousand. */
export function* thousands(count: number, first = 0): Generator<number[]> {
  for (let from = 0; from < count; from += 1000) {
    yield Array.from({ length: Math.min(1000, count - from) }, (_, index) => first + from + index);
  }
}

interface ProcessTimes {
  readonly parent: number;
  readonly own: number;
  /** Of its children that have ended. */
  readonly children: number;
}

const ticksPerSecond = 100;

function processTimes(pid: string): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (index: number) => Number(fields[index]);
    return {
      parent: at(1),
      own: (at(11) + at(12)) / ticksPerSecond,
      children: (at(13) + at(14)) / ticksPerSecond,
    };
  } catch {
    return null;
  }
}

/** Seconds of processor time of a server and all of its processes so far; NaN where there is no /proc. */
export function serverSeconds(pid: number): number {
  const main = processTimes(String(pid));
  if (main === null) return Number.NaN;
  let seconds = main.own + main.children;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const times = processTimes(entry);
    if (times?.parent === pid) seconds += times.own;
  }
  return seconds;
}

/** The process ids of the servers, from the environment that the comparison sets. */
export const serverPid = {
  postgres: Number(process.env['BENCH_POSTGRES_PID']),
  redis: Number(process.env['BENCH_REDIS_PID']),
};

/** Runs one statement on a connection of its own. */
export async function query<Row extends object>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

/** Its database is dropped while it says goodbye. */
export function openPool(url: string, connections: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The highest id in a table, 0 in an empty one: what comes after it is of this round, whatever stood there before. */
export async function lastId(pool: pg.Pool, of: string): Promise<number> {
  const { rows } = await pool.query<{ last: string | null }>(`select max(id) as last from ${of}`);
  return Number(rows[0]?.last ?? 0);
}

/** An empty database in place of whatever was there. */
export async function freshDatabase(place: Place): Promise<void> {
  await dropDatabase(place);
  await query(place.adminUrl, `create database ${place.database}`);
}

export async function dropDatabase(place: Place): Promise<void> {
  await query(place.adminUrl, `drop database if exists ${place.database} with (force)`);
}

/** What was written before the measurement is not to be paid for within it. */
export async function settleDown(place: Place): Promise<void> {
  await query(place.url, 'vacuum analyze');
  await query(place.adminUrl, 'checkpoint');
}
