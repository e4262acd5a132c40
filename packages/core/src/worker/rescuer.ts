import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import {
  type Lease,
  type RescuedRun,
  vanishedAfterMs,
  type WorkerStore,
} from '../runs/workers/worker-store.js';

export interface RescuerOptions extends Lease {
  /** A run that lost so many workers fails for good. */
  readonly maxLost: number;
}

export interface RescuerDependencies {
  readonly workers: WorkerStore;
  readonly clock: Clock;
  readonly fault: (error: unknown) => void;
  /** Who judges: this process's worker; null while it has no name. */
  readonly judge: () => number | null;
  readonly rescued: (runs: readonly RescuedRun[]) => void;
}

/**
 * How often it sweeps, in milliseconds, whatever it was told: a claim that was under way when its worker was declared dead
 * leaves runs behind.
 */
const sweepMs = 5_000;
const afterFaultMs = 500;

/** Gives back the runs of workers that stopped answering, at the moment when the lease of one is over. */
export class Rescuer {
  readonly #options: RescuerOptions;
  readonly #dependencies: RescuerDependencies;
  readonly #vigil: WakeableSleep;
  readonly #loop: Loop;
  #sweepAt: number;
  #leaseEndsAt = Number.POSITIVE_INFINITY;

  constructor(options: RescuerOptions, dependencies: RescuerDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    const { clock, fault } = dependencies;
    this.#vigil = new WakeableSleep(clock);
    this.#sweepAt = clock.now() + sweepMs;
    this.#loop = new Loop((signal) => this.#round(signal), { clock, fault, afterFaultMs });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Told, with every heartbeat, after how many milliseconds the first lease of another worker ends; null: of nobody. */
  heed(leaseEndsInMs: number | null): void {
    const { clock } = this.#dependencies;
    const before = Math.min(this.#sweepAt, this.#leaseEndsAt);
    this.#leaseEndsAt = clock.now() + Math.max(0, leaseEndsInMs ?? Number.POSITIVE_INFINITY);
    if (this.#leaseEndsAt < before) this.#vigil.wake();
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { workers, clock, judge, rescued } = this.#dependencies;
    const inMs = Math.min(this.#sweepAt, this.#leaseEndsAt) - clock.now();
    if (inMs > 0) {
      await this.#vigil.sleep(inMs, signal);
      return;
    }
    // Whoever is not steady himself is told again with his next heartbeat.
    this.#leaseEndsAt = Number.POSITIVE_INFINITY;
    this.#sweepAt = clock.now() + sweepMs;
    const { leaseMs, maxLost } = this.#options;
    const workerId = judge();
    if (workerId === null) return;
    const runs = await workers.rescue(workerId, leaseMs, maxLost, vanishedAfterMs(this.#options));
    if (runs.length === 0) return;
    rescued(runs);
    // One statement takes some hundreds; there may be more.
    this.#sweepAt = clock.now();
  }
}
