import type { Checkpoint } from '@infra/traits';
import { InfraError } from '../../errors/infra-error.js';
import type { CheckpointStore, CheckpointToken } from './checkpoint-store.js';

/** What an earlier run has kept cannot be continued from by the job as it is now, or cannot be kept. */
export class CheckpointRefusedError extends InfraError {
  override readonly code = 'operation_failed';
}

/** The most characters of JSON that a state may have. */
const largest = 16 * 2 ** 20;

/** The checkpoint of one attempt of a resumable job. */
export class RunCheckpoint implements Checkpoint {
  readonly #store: CheckpointStore;
  readonly #run: CheckpointToken;
  readonly #parse: (state: unknown) => unknown;
  #owner: string | null;
  #state: { readonly value: unknown } | null;

  /**
   * Finds what the run continues from and lets go of what it does not.
   * @param parse checks a stored state by the job's schema; throws what says why it does not fit.
   */
  static async open(
    store: CheckpointStore,
    run: CheckpointToken,
    parse: (state: unknown) => unknown,
  ): Promise<RunCheckpoint> {
    return new RunCheckpoint(store, run, parse, await store.open(run));
  }

  private constructor(
    store: CheckpointStore,
    run: CheckpointToken,
    parse: (state: unknown) => unknown,
    kept: { readonly owner: string; readonly state: unknown } | null,
  ) {
    this.#store = store;
    this.#run = { id: run.id, attempt: run.attempt };
    this.#parse = parse;
    this.#owner = kept?.owner ?? null;
    this.#state = kept === null ? null : { value: kept.state };
  }

  async load(): Promise<unknown> {
    if (this.#state === null) return null;
    try {
      return this.#parse(this.#state.value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CheckpointRefusedError(`the checkpoint does not fit the job any more: ${reason}`, {
        hint: 'start without resuming',
        cause: error,
      });
    }
  }

  async save(state: unknown): Promise<void> {
    const text = JSON.stringify(state) as string | undefined;
    if (text === undefined) throw new CheckpointRefusedError('a state is JSON, which undefined is not');
    if (text.length > largest)
      throw new CheckpointRefusedError(
        `a state has at most ${largest} characters of JSON, not ${text.length}`,
      );
    const owner = await this.#store.save(this.#run, state, this.#owner);
    if (owner === null)
      throw new CheckpointRefusedError(`run ${this.#run.id} is no longer this attempt's: nothing was saved`);
    this.#owner = owner;
    this.#state = { value: JSON.parse(text) as unknown };
  }
}

/** What a job that is not resumable gets: it says so. */
export const noCheckpoint: Checkpoint = {
  load: async () => refuse(),
  save: async () => refuse(),
};

function refuse(): never {
  throw new CheckpointRefusedError('the job keeps no checkpoint', {
    hint: 'declare it with `resumable: true`, or with the zod schema of its state',
  });
}
