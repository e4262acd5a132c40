import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import type { Database } from '../database/database.js';
import type { Emit, RuntimeEvent } from '../events/runtime-event.js';
import { tellSettleNews } from '../events/tell-settle-news.js';
import { heldByPhases } from '../runs/phases/advance-phases.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { endingHints } from '../runs/settle/ending-watch.js';
import {
  type CombinedRun,
  combinedRuns,
  currentPhaseRuns,
  phasesOfRuns,
  strandedCombinedRuns,
} from '../runs/phases/read-phases.js';
import type { Settlement } from '../runs/run.js';
import { type SettleNews, settleRuns } from '../runs/settle/settle-runs.js';
import { decideEnd } from './decide-end.js';

/** How often it looks for combined runs whose end nobody has told it of, in milliseconds. */
const lookMs = 5_000;
const afterFaultMs = 1_000;

export interface CombinedKeeperDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly emit: Emit;
}

/**
 * Ends combined runs whose phases have ended. It is told of those at once by whoever settles a phase; a look now and then
 * finds those whose teller died in between. Any number of processes may do it: a run ends once.
 */
export class CombinedKeeper {
  readonly #dependencies: CombinedKeeperDependencies;
  readonly #loop: Loop;
  readonly #idle: WakeableSleep;
  readonly #told = new Set<number>();
  #looked = Number.NEGATIVE_INFINITY;

  constructor(dependencies: CombinedKeeperDependencies) {
    this.#dependencies = dependencies;
    const { clock, emit } = dependencies;
    this.#idle = new WakeableSleep(clock);
    const fault = (error: unknown) => emit({ kind: 'fault', where: 'combined', error });
    this.#loop = new Loop((signal) => this.#round(signal), { clock, fault, afterFaultMs });
  }

  /** Begins to look; a second call does nothing. */
  start(): void {
    this.#loop.start();
  }

  /** Stops after the look that is under way; safe to call twice. */
  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Told what happens in this process. */
  hear(event: RuntimeEvent): void {
    if (event.kind === 'phases_ended') for (const id of event.runIds) this.#told.add(id);
    // A phase that was lost for good: which one is for the look to find.
    else if (event.kind === 'run_rescued' && event.status !== 'queued')
      this.#looked = Number.NEGATIVE_INFINITY;
    else return;
    this.#idle.wake();
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { database, clock, emit } = this.#dependencies;
    const told = [...this.#told];
    if (told.length > 0) await endCombinedRuns(database, told, emit);
    for (const id of told) this.#told.delete(id);
    if (clock.now() - this.#looked >= lookMs) {
      await this.#look();
      this.#looked = clock.now();
    }
    if (this.#told.size === 0) await this.#idle.sleep(this.#looked + lookMs - clock.now(), signal);
  }

  async #look(): Promise<void> {
    const { database, emit } = this.#dependencies;
    const stranded = await strandedCombinedRuns(database);
    if (stranded.length > 0) await endCombinedRuns(database, stranded, emit);
  }
}

/**
 * Ends those of these runs whose phases have ended, and tells the phase of one that is to be cancelled.
 */
export async function endCombinedRuns(database: Database, ids: readonly number[], emit: Emit): Promise<void> {
  const runs = await combinedRuns(database, ids);
  if (runs.length === 0) return;
  const held = runs.map(({ id }) => id);
  const phases = await phasesOfRuns(database, held);
  const settlements: (Settlement & { readonly of: CombinedRun })[] = [];
  for (const run of runs) {
    const outcome = decideEnd(run, phases.get(run.id) ?? []);
    const { id, attempt, parent } = run;
    if (outcome !== null)
      settlements.push({ run: { id, attempt, parent }, outcome: { ...outcome, resumable: true }, of: run });
    else if (run.cancelReason !== null) await cancelPhases(database, run, run.cancelReason);
  }
  if (settlements.length === 0) return;
  const tell = (news: SettleNews) => tellSettleNews(news, emit);
  const settled = await settleRuns(database, heldByPhases, settlements, { tell });
  database.hints.send('infra_ended', endingHints(settled));
  for (const { of: run, outcome } of settlements) {
    const status = settled.get(run.id);
    if (status === undefined) continue;
    emit({
      kind: 'run_settled',
      runId: run.id,
      jobName: run.jobName,
      attempt: run.attempt,
      status,
      durationMs: run.durationMs,
      message: 'result' in outcome ? (outcome.result?.message ?? null) : null,
      retryInMs: null,
    });
  }
}

async function cancelPhases(database: Database, run: CombinedRun, reason: string): Promise<void> {
  const ids = await currentPhaseRuns(database, [run.id]);
  const { requested } = await cancelRuns(database, ids, { reason, actor: null, force: false });
  database.hints.send(
    'infra_cancelled',
    requested.map(({ id }) => String(id)),
  );
}
