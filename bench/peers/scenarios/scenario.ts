import type { Place } from '../peer.ts';

/** What one queue reached in one round; a text says why there is no figure. */
export type Figures = Readonly<Record<string, number | boolean | string>>;

export interface Sizes {
  /** Jobs of a drain. */
  readonly drain: number;
  /** Jobs that are enqueued one by one. */
  readonly enqueue: number;
  /** Jobs whose start or result is waited for. */
  readonly single: number;
  /** Finished jobs that are kept while others are worked off. */
  readonly history: number;
  /** Seconds in which nothing is due. */
  readonly idle: number;
  /** Cold starts. */
  readonly starts: number;
  /** Jobs that one worker works off while its memory is watched. */
  readonly memory: number;
}

export const fullSizes: Sizes = {
  drain: 20_000,
  enqueue: 4000,
  single: 200,
  history: 1_000_000,
  idle: 30,
  starts: 5,
  memory: 1_000_000,
};

/** What is measured in about ten minutes. */
export const quickSizes: Sizes = {
  ...fullSizes,
  enqueue: 2000,
  single: 100,
  history: 300_000,
  idle: 10,
  starts: 3,
  memory: 100_000,
};

export interface Subject {
  /** An adapter's name, with a variant behind a colon. */
  readonly spec: string;
  readonly place: Place;
  readonly sizes: Sizes;
}

/** Measures one queue once, from an empty store; leaves nothing behind. */
export type Scenario = (subject: Subject) => Promise<Figures>;
