import type { JobArguments, JobName } from '@infra/traits';
import type { Host } from '../operations/host.js';
import { operations } from '../operations/index.js';
import type { Run } from '../runs/run.js';
import type { RunStatus } from '../runs/run-status.js';
import { RunStore } from '../runs/run-store.js';

/** What became of a submission. */
export interface Submitted {
  readonly runId: string;
  readonly status: RunStatus;
  /** False when the run existed already. */
  readonly created: boolean;
}

/** What ran, runs or waits to run, for code of a host application. */
export class RuntimeRuns {
  readonly #host: Host;
  readonly #enqueued: () => void;

  /** @param enqueued called when this process may have something to claim. */
  constructor(host: Host, enqueued: () => void) {
    this.#host = host;
    this.#enqueued = enqueued;
  }

  /**
   * Enqueues a run for any worker that has the job; resolves once it is stored.
   * @throws {JobNotFoundError} @throws {InvalidParametersError}
   */
  async submit<Name extends JobName>(name: Name, ...[parameters]: JobArguments<Name>): Promise<Submitted> {
    const { submitRun } = await operations.submitRun();
    const given = (parameters ?? {}) as Readonly<Record<string, unknown>>;
    const { data } = await submitRun(this.#host, { name, parameters: given, trigger: 'api' });
    this.#enqueued();
    return { runId: data.run_id, status: data.status, created: data.created };
  }

  /** A run as it is now, or null when there is none with this id. */
  async read(id: string): Promise<Run | null> {
    if (!/^\d{1,15}$/.test(id)) return null;
    const [run] = await new RunStore(await this.#host.database()).read([Number(id)]);
    return run ?? null;
  }
}
