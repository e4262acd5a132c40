import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { type PulseReport, StatementPulse } from '../database/statement-pulse.js';
import type { Emit } from '../events/runtime-event.js';
import type { WantedCancel } from '../runs/settle/cancel-runs.js';
import {
  heartbeat,
  type HeartbeatAnswer,
  heartbeatName,
  vanishedAfterMs,
  type WorkerIntroduction,
  WorkerStore,
} from '../runs/workers/worker-store.js';
import { Settler } from './settler.js';

export interface IdentityOptions extends WorkerIntroduction {
  readonly heartbeatMs: number;
  /** A worker that has not reported for so long is dead, and its runs are others'. */
  readonly leaseMs: number;
}

/** What the heartbeat brings. */
export interface HeartbeatListener {
  /** Somebody wants runs of this worker cancelled; said again with every heartbeat until they have ended. */
  readonly cancel: (wanted: readonly WantedCancel[]) => void;
  /** Others have taken this worker for dead; said once. */
  readonly dead: () => void;
  /** After how many milliseconds the first lease of another worker ends; null when there is no other. */
  readonly others: (leaseEndsInMs: number | null) => void;
}

/** After so many missed heartbeats a worker counts as having been out of contact. */
const missedHeartbeats = 3;

/** A worker's name in the database, with everything that acts in that name. It is never used again after its death. */
export class WorkerIdentity {
  readonly workerId: number;
  readonly settler: Settler;
  readonly #database: Database;
  readonly #emit: Emit;
  readonly #listener: HeartbeatListener;
  readonly #heartbeat: StatementPulse;
  #inContact = true;
  #over = false;

  /** Registers a worker and begins to report in its name. */
  static async register(
    options: IdentityOptions,
    listener: HeartbeatListener,
    tools: { readonly database: Database; readonly clock: Clock; readonly emit: Emit },
  ): Promise<WorkerIdentity> {
    const workerId = await new WorkerStore(tools.database).register(options);
    return new WorkerIdentity(workerId, options, listener, tools);
  }

  private constructor(
    workerId: number,
    { heartbeatMs, leaseMs }: IdentityOptions,
    listener: HeartbeatListener,
    tools: { readonly database: Database; readonly clock: Clock; readonly emit: Emit },
  ) {
    this.workerId = workerId;
    this.#database = tools.database;
    this.#emit = tools.emit;
    this.#listener = listener;
    this.settler = new Settler(tools.database, workerId, { ...tools, hints: tools.database.hints });
    // From a thread of its own: a job that blocks the event loop must not be taken for dead.
    this.#heartbeat = new StatementPulse({
      settings: tools.database.settings,
      applicationName: heartbeatName(workerId),
      statement: heartbeat,
      prepared: tools.database.preparedStatements,
      values: [
        workerId,
        Math.min(leaseMs, missedHeartbeats * heartbeatMs),
        leaseMs,
        vanishedAfterMs({ leaseMs, heartbeatMs }),
      ],
      intervalMs: heartbeatMs,
      // A connection that hangs half-open must not silence the heartbeat for longer than the lease.
      timeoutMs: leaseMs,
      report: (report) => this.#hear(report),
    });
  }

  /** Takes leave of the others: what was reserved for this worker is free for them. */
  async leave(): Promise<void> {
    await this.end();
    await new WorkerStore(this.#database).leave(this.workerId);
  }

  /** Acts no more in this name: what is not recorded by now never will be. */
  async end(): Promise<void> {
    this.#over = true;
    this.settler.abandon();
    // Silent only when there is nothing more to say.
    await this.settler.flushed();
    await this.#heartbeat.stop();
  }

  #hear(report: PulseReport): void {
    if (this.#over) return;
    if (report.kind === 'unreachable') {
      if (this.#inContact) {
        this.#emit({ kind: 'database_lost', where: this.#database.where, reason: report.reason });
      }
      this.#inContact = false;
      return;
    }
    this.#inContact = true;
    const { alive, cancelled, leaseEndsInMs } = report.row as HeartbeatAnswer;
    if (!alive) {
      this.#over = true;
      this.#listener.dead();
      return;
    }
    if (cancelled.length > 0) this.#listener.cancel(cancelled);
    this.#listener.others(leaseEndsInMs);
  }
}
