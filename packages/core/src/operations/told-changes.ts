import type { Glance, Signs, WatchedRun } from '../runs/read/read-changes.js';
import { isFinal } from '../runs/run-status.js';
import { progressOf, type ShownProgress } from './shown-run.js';

/** How a run is now. */
export interface ChangedRun {
  readonly id: string;
  readonly job_name: string;
  readonly status: WatchedRun['status'];
  readonly attempt: number;
  readonly progress: ShownProgress;
}

/** What is out of date: the nouns of the REST API's addresses. */
export type ChangedNoun =
  | 'approvals'
  | 'audit'
  | 'checkpoints'
  | 'doctor'
  | 'failures'
  | 'job-builder'
  | 'jobs'
  | 'occurrences'
  | 'queues'
  | 'runs'
  | 'status'
  | 'throughput'
  | 'workers';

/** What has changed since the last time. */
export interface Change {
  /** Enough of each run to show it as it is; more runs may have changed than are told. */
  readonly runs: readonly ChangedRun[];
  /** Lists that are to be read again; none when only progress was made. */
  readonly nouns: readonly ChangedNoun[];
}

/** Runs that one change tells of, at most: it is sent to every viewer. */
const mostToldAtOnce = 50;
/** Runs whose last word is remembered, at most. */
const mostKnown = 1_000;

const moved: readonly ChangedNoun[] = ['runs', 'status', 'queues', 'jobs'];
const ended: readonly ChangedNoun[] = ['throughput', 'checkpoints', 'occurrences'];

const signsOf: Readonly<Record<keyof Signs, readonly ChangedNoun[]>> = {
  newestRun: ['runs', 'status', 'queues'],
  held: ['approvals', 'runs', 'status'],
  failures: ['failures', 'status'],
  // An operator may have changed anything.
  newestDeed: ['audit', 'jobs', 'queues', 'approvals', 'status', 'occurrences', 'failures', 'job-builder'],
  workers: ['workers', 'status', 'doctor', 'queues'],
};

/** Remembers what was told, and finds in each look what is new. */
export class ToldChanges {
  readonly #known = new Map<number, string>();
  readonly #progress = new Map<number, string>();
  #signs: Signs | null = null;
  #lost: readonly number[] = [];

  /** Runs that ran in the look before and that the last one did not meet: they are to be asked for. */
  get lost(): readonly number[] {
    return this.#lost;
  }

  /** What is new in this look; null when nothing is. The first look tells nothing. */
  take({ signs, runs }: Glance): Change | null {
    const nouns = new Set<ChangedNoun>();
    const first = this.#signs === null;
    for (const name of Object.keys(signsOf) as (keyof Signs)[]) {
      if (this.#signs !== null && this.#signs[name] !== signs[name]) add(nouns, signsOf[name]);
    }
    this.#signs = signs;
    const met = new Set(runs.map(({ id }) => id));
    // Asked for and not there: it was deleted.
    for (const id of this.#lost.filter((asked) => !met.has(asked))) this.#forgetRun(id);
    this.#lost = [...this.#known]
      .filter(([id, word]) => word.startsWith('running') && !met.has(id))
      .map(([id]) => id);
    const changed = runs.filter((run) => this.#isNew(run, nouns));
    this.#forget();
    if (first || (changed.length === 0 && nouns.size === 0)) return null;
    // Of so many nobody shows each: the lists say it.
    const told = changed.length > mostToldAtOnce ? [] : changed.map(shown);
    return { runs: told, nouns: [...nouns].toSorted() };
  }

  #isNew(run: WatchedRun, nouns: Set<ChangedNoun>): boolean {
    const word = `${run.status} ${run.attempt}`;
    const progress = JSON.stringify(run.progress);
    const hasMoved = this.#known.get(run.id) !== word;
    const isNew = hasMoved || this.#progress.get(run.id) !== progress;
    if (hasMoved) add(nouns, moved);
    if (hasMoved && isFinal(run.status)) add(nouns, ended);
    // Last in, last out.
    this.#known.delete(run.id);
    this.#known.set(run.id, word);
    this.#progress.set(run.id, progress);
    return isNew;
  }

  #forget(): void {
    for (const id of this.#known.keys()) {
      if (this.#known.size <= mostKnown) return;
      this.#forgetRun(id);
    }
  }

  #forgetRun(id: number): void {
    this.#known.delete(id);
    this.#progress.delete(id);
  }
}

function add(nouns: Set<ChangedNoun>, more: readonly ChangedNoun[]): void {
  for (const noun of more) nouns.add(noun);
}

function shown({ id, jobName, status, attempt, progress }: WatchedRun): ChangedRun {
  return { id: String(id), job_name: jobName, status, attempt, progress: progressOf(progress) };
}
