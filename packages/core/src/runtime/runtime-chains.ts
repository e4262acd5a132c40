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

/** When a chain is to run by itself. */
export interface ScheduleChainOptions extends Pick<RunChainOptions, 'parameters' | 'subject'> {
  /** IANA name; UTC by default. */
  readonly timeZone?: string | undefined;
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

  /** The chains that can be run by their names. */
  async list() {
    return (await operations.listChains()).listChains(this.#host).then(({ data }) => data);
  }

  /** @throws {ChainNotFoundError} */
  async show(name: string) {
    return (await operations.showChain()).showChain(this.#host, { name }).then(({ data }) => data);
  }

  /**
   * Keeps a chain under a name, or replaces the one that is kept under it.
   * @throws {ChainRefusedError} @throws {ChainInvalidError}
   */
  async save(name: string, chain: Chain) {
    return (await operations.saveChain()).saveChain(this.#host, { name, chain }).then(({ data }) => data);
  }

  /** @throws {ChainNotFoundError} @throws {ChainRefusedError} for one that an extension brings. */
  async delete(name: string) {
    return (await operations.deleteChain()).deleteChain(this.#host, { name }).then(({ data }) => data);
  }

  /**
   * Puts a chain on a schedule of six fields, or takes it from the one it is on with null.
   * @throws {ChainNotFoundError} @throws {ChainInvalidError} @throws {ChainRefusedError}
   */
  async schedule(name: string, schedule: string | null, options: ScheduleChainOptions = {}) {
    const { scheduleChain } = await operations.scheduleChain();
    return (await scheduleChain(this.#host, { name, schedule, ...options })).data;
  }
}
