import type { Chain } from '@infra/traits';
import type { GivenToChain } from '../chains/step-parameters.js';
import type { Host } from '../operations/host.js';
import { operations } from '../operations/index.js';
import type { SubmitOptions } from '../operations/read-submission.js';

/** A chain to run or to judge: its name, or its steps. */
export type ChainGiven = string | (Chain & { readonly name?: string });

/** What may be said of one run of a chain. */
export interface RunChainOptions extends Omit<SubmitOptions, 'approve'> {
  /** What the steps that take it are given, over what the chain says. */
  readonly parameters?: GivenToChain | undefined;
}

/** Jobs that run one after the other, put together without code: those of extensions, and those that are saved. */
export class RuntimeChains {
  readonly #host: Host;
  readonly #enqueued: () => void;

  /** @param enqueued called when this process may have something to claim. */
  constructor(host: Host, enqueued: () => void) {
    this.#host = host;
    this.#enqueued = enqueued;
  }

  /** The jobs that chains can be made of; of one category, which is a job's first tag, or all. */
  async schemas(input: { category?: string } = {}) {
    return (await operations.chainSchemas()).chainSchemas(this.#host, input).then(({ data }) => data);
  }

  /**
   * Everything that is wrong with a chain, as if it were to run now.
   * @throws {ChainNotFoundError}
   */
  async validate(chain: ChainGiven, options: Pick<RunChainOptions, 'parameters'> = {}) {
    const { validateChain } = await operations.validateChain();
    return (await validateChain(this.#host, { chain, ...options })).data;
  }

  /**
   * Enqueues a run of a chain for any worker, and resolves once it is stored; `runtime.runs` has what comes of it.
   * @throws {ChainNotFoundError} @throws {ChainInvalidError} @throws {InvalidSubmissionError}
   * @throws {SubjectBusyError}
   */
  async run(chain: ChainGiven, options: RunChainOptions = {}) {
    const { runChain } = await operations.runChain();
    const { data } = await runChain(this.#host, { chain, trigger: 'api', ...options });
    this.#enqueued();
    return data;
  }
}
