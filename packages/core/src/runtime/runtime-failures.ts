import type { FailureList } from '../artifacts/failure-list.js';
import type { FailureDeletion, FailureResubmission } from '../artifacts/failure-resolution.js';
import type { Host } from '../operations/host.js';
import { operations } from '../operations/index.js';
import type { ListFailuresInput } from '../operations/list-failures.js';
import type { FailureSelection } from '../operations/select-failures.js';

/** Runs that failed for good and that nobody has resolved, for code of a host application. */
export class RuntimeFailures {
  readonly #host: Host;
  readonly #enqueued: () => void;

  /** @param enqueued called when this process may have something to claim. */
  constructor(host: Host, enqueued: () => void) {
    this.#host = host;
    this.#enqueued = enqueued;
  }

  /** Newest first, 50 by default. @throws {JobNotFoundError} */
  async list(input: ListFailuresInput = {}): Promise<FailureList> {
    const { listFailures } = await operations.listFailures();
    return (await listFailures(this.#host, input)).data;
  }

  /** Submits a new run for each and resolves them. @throws {FailureNotFoundError} @throws {JobNotFoundError} */
  async resubmit(selection: FailureSelection): Promise<FailureResubmission> {
    const { resubmitFailures } = await operations.resubmitFailures();
    const { data } = await resubmitFailures(this.#host, { selection });
    this.#enqueued();
    return data;
  }

  /** Resolves them without another run. @throws {FailureNotFoundError} @throws {JobNotFoundError} */
  async delete(selection: FailureSelection): Promise<FailureDeletion> {
    const { deleteFailures } = await operations.deleteFailures();
    return (await deleteFailures(this.#host, { selection })).data;
  }
}
