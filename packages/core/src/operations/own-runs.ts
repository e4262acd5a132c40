import { hostname } from 'node:os';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import type { Database } from '../database/database.js';
import type { Emit, RuntimeEvent } from '../events/runtime-event.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import { isGated, type RegisteredJob } from '../registry/registered-job.js';
import { CombinedKeeper, endCombinedRuns } from '../combined/combined-keeper.js';
import { cancelRuns } from '../runs/settle/cancel-runs.js';
import { isFinal } from '../runs/run-status.js';
import type { Run } from '../runs/run.js';
import { type NewRun, newRun } from '../runs/submit/new-run.js';
import { RunStore } from '../runs/run-store.js';
import { prepareRun } from '../runs/submit/prepared-run.js';
import { RunSubmitter, untold } from '../runs/submit/run-submitter.js';
import { SubjectBusyError } from '../runs/submit/subject-busy-error.js';
import { coreVersion } from '../config/core-version.js';
import { openTelemetry } from '../telemetry/open-telemetry.js';
import { activeTraceParent } from '../telemetry/trace-parent.js';
import { Worker } from '../worker/worker.js';
import type { Host } from './host.js';
import { OwnAppraisals } from './own-appraisals.js';

export interface OwnRunsInput {
  /** Aborted by Ctrl-C: the runs are cancelled. */
  readonly signal: AbortSignal;
  readonly emit?: Emit;
  /** Sentences for people. */
  readonly note?: (sentence: string) => void;
}

/** How often the command looks whether somebody else ended one of its runs, in milliseconds. */
const pollMs = 500;

/** What became of a run that a command asked for. */
export type OwnRun =
  | { readonly id: number }
  | { readonly jobName: string; readonly refusal: SubjectBusyError };

/** The runs of one command and the worker that belongs to them. */
export class OwnRuns {
  /** In the order in which they were asked for. */
  readonly all: OwnRun[] = [];
  readonly #host: Host;
  readonly #runs: RunStore;
  readonly #database: Database;
  readonly #input: OwnRunsInput;
  readonly #concurrency: number;
  readonly #settled = new Set<number>();
  #worker: Worker | null = null;
  #keeper: CombinedKeeper | null = null;
  #appraisals: OwnAppraisals | null = null;
  #workerId = 0;
  readonly #changes: WakeableSleep;

  constructor(host: Host, database: Database, concurrency: number, input: OwnRunsInput) {
    this.#host = host;
    this.#database = database;
    this.#runs = new RunStore(database);
    this.#concurrency = concurrency;
    this.#changes = new WakeableSleep(host.clock);
    this.#input = input;
  }

  /** Those that are stored. */
  get ids(): number[] {
    return this.all.flatMap((run) => ('id' in run ? run.id : []));
  }

  async start(): Promise<void> {
    const { heartbeatMs, leaseMs, maxLost } = this.#host.settings.worker;
    const concurrency = this.#concurrency;
    const options = {
      kind: 'command',
      host: hostname(),
      version: coreVersion,
      concurrency,
      heartbeatMs,
      leaseMs,
      maxLost,
    } as const;
    const telemetry = await openTelemetry(this.#database);
    this.#worker = new Worker(options, {
      database: this.#database,
      jobs: await this.#host.jobs(),
      clock: this.#host.clock,
      emit: (event) => {
        telemetry?.listener(event);
        this.#hear(event);
      },
      observer: telemetry?.observer ?? null,
      prices: this.#host.settings.costs,
    });
    if (this.#host.registry.jobs.some(({ phases }) => phases !== null)) {
      const emit = (event: RuntimeEvent) => this.#hear(event);
      this.#keeper = new CombinedKeeper({ database: this.#database, clock: this.#host.clock, emit });
      this.#keeper.start();
    }
    this.#worker.onNewIdentity(async (workerId) => {
      this.#workerId = workerId;
      await this.#runs.reserve(this.ids, workerId);
    });
    this.#workerId = await this.#worker.start();
    const gated = this.#host.registry.jobs.filter(isGated).map(({ name }) => name);
    if (gated.length > 0)
      this.#appraisals = new OwnAppraisals(this.#host, this.#database, {
        jobNames: gated,
        jobs: await this.#host.jobs(),
        emit: (event) => this.#hear(event),
        queued: () => this.#worker?.wake(),
      });
  }

  /** Enqueues one run a job and waits until all of them are final; one whose subject is busy keeps no other out. */
  async run(jobs: readonly RegisteredJob[], parameters: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#input.signal.aborted) return;
    const traceParent = await activeTraceParent();
    const runs = jobs.map((job) =>
      newRun(job, {
        trigger: 'manual',
        traceParent,
        parameters: mergeParameters(job, parameters),
        actor: this.#host.actor,
        reservedFor: this.#workerId,
        // Named by hand: the command waits for nobody's slot.
        limited: false,
      }),
    );
    const ids = await this.#store(runs);
    this.#worker?.wake();
    const cancel = () => void this.#cancel(ids);
    this.#input.signal.addEventListener('abort', cancel, { once: true });
    if (this.#input.signal.aborted) cancel();
    await this.#judge();
    await this.#untilFinal(ids);
    this.#input.signal.removeEventListener('abort', cancel);
  }

  /** @returns the ids of those that are stored. */
  async #store(runs: readonly NewRun[]): Promise<number[]> {
    const outcomes = await new RunSubmitter(this.#database, untold).submitAll(runs.map(prepareRun));
    const stored: number[] = [];
    for (const [at, { jobName }] of runs.entries()) {
      const outcome = outcomes[at];
      if (outcome === undefined) continue;
      if (outcome instanceof SubjectBusyError) {
        this.all.push({ jobName, refusal: outcome });
      } else {
        this.all.push({ id: outcome.id });
        stored.push(outcome.id);
      }
    }
    return stored;
  }

  async stop(): Promise<void> {
    await this.#worker?.stop(0);
    await this.#keeper?.stop();
  }

  /** Prices what has to be priced, phases too; a run that is held for a person, itself or in a phase, is not waited for. */
  async #judge(): Promise<void> {
    const held = await this.#appraisals?.judge(this.#workerId, this.#input.signal);
    for (const { run, root } of held ?? []) {
      this.#settled.add(root);
      this.#input.note?.(sentenceOfHeld(run, root));
    }
    this.#changes.wake();
  }

  async #cancel(ids: readonly number[]): Promise<void> {
    const reason = 'interrupted on the command line';
    this.#worker?.cancel(ids.map((id) => ({ id, reason, force: false })));
    const { cancelled, requested } = await cancelRuns(this.#database, ids, {
      reason,
      actor: this.#host.actor,
      force: false,
    });
    this.#worker?.cancel(requested.map(({ id }) => ({ id, reason, force: false })));
    await endCombinedRuns(this.#database, ids, (event) => this.#hear(event));
    for (const id of cancelled) this.#settled.add(id);
    this.#changes.wake();
  }

  #hear(event: RuntimeEvent): void {
    this.#input.emit?.(event);
    this.#keeper?.hear(event);
    // The next phase waits for this command's worker.
    if (event.kind === 'followers_submitted' || event.kind === 'phases_begun') {
      this.#worker?.wake();
      void this.#judge().catch((error: unknown) =>
        this.#input.emit?.({ kind: 'fault', where: 'approval', error }),
      );
    }
    if (event.kind === 'run_settled' && isFinal(event.status)) this.#settled.add(event.runId);
    this.#changes.wake();
  }

  /** Settlements of the own worker are heard at once; the look into the database is for what others did to the runs. */
  async #untilFinal(ids: readonly number[]): Promise<void> {
    for (;;) {
      if (ids.every((id) => this.#settled.has(id))) return;
      if (await this.#changes.sleep(pollMs)) continue;
      const unfinished = await this.#unfinished(ids);
      for (const id of ids) if (!unfinished.has(id)) this.#settled.add(id);
    }
  }

  /** A run that was removed meanwhile is not waited for. */
  async #unfinished(ids: readonly number[]): Promise<ReadonlySet<number>> {
    const runs = await this.#runs.read(ids);
    return new Set(runs.filter((run) => !isFinal(run.status)).map(({ id }) => id));
  }
}

function sentenceOfHeld({ id, jobName }: Run, root: number): string {
  const whose = id === root ? '' : ` for its phase ${jobName}`;
  return (
    `run ${root} waits for approval${whose}: \`infra runs status ${id}\` says why, ` +
    `\`infra runs approve run ${id}\` gives it; a worker (\`infra work\`) then goes on with it`
  );
}
