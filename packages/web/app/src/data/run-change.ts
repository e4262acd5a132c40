import type { RunRow, RunStatus } from './artifacts.js';

/** What an event says of one run. */
export interface ChangedRun {
  readonly id: string;
  readonly status?: RunStatus;
  readonly progress?: RunRow['progress'];
}

/** What an event says: which runs have changed how, and the lists that are out of date. */
export interface Change {
  readonly runs: readonly ChangedRun[];
  readonly nouns: readonly string[];
}

/** An event of the stream; null for one that this page does not know, such as of a newer server. */
export function readChange(data: string): Change | null {
  const event = parsed(data);
  if (typeof event !== 'object' || event === null) return null;
  const { runs, nouns } = event as { runs?: unknown; nouns?: unknown };
  return {
    runs: Array.isArray(runs) ? (runs as ChangedRun[]) : [],
    nouns: Array.isArray(nouns) ? nouns.map(String) : [],
  };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** Puts what is new of a run where it stands: in its card, in a list of runs, among those that run or wait. */
export function patchRun(data: unknown, run: ChangedRun): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if ((data as { id?: unknown }).id === run.id) return { ...data, ...said(run) };
  let found = false;
  const lists = Object.entries(data).map(([name, list]: [string, unknown]) => {
    if (!Array.isArray(list) || !(name === 'runs' || name === 'active')) return [name, list];
    const rows = list.map((row: { id?: unknown }) => {
      if (row.id !== run.id) return row;
      found = true;
      return { ...row, ...said(run) };
    });
    return [name, rows];
  });
  return found ? Object.fromEntries(lists) : data;
}

function said({ status, progress }: ChangedRun): object {
  return {
    ...(status === undefined ? {} : { status }),
    ...(progress === undefined ? {} : { progress }),
  };
}
