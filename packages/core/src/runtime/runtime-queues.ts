import type { QueueList } from '../artifacts/queue-list.js';
import type { QueueWidth } from '../artifacts/queue-width.js';
import type { Host } from '../operations/host.js';
import { operations } from '../operations/index.js';

/** Named lanes of runs, for code of a host application. */
export class RuntimeQueues {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Every queue that a job, a run or an operator has named, by name: how wide it is, what is in it, who serves it. */
  async list(): Promise<QueueList['queues']> {
    const { listQueues } = await operations.listQueues();
    return (await listQueues(this.#host)).data.queues;
  }

  /**
   * Sets how many runs of a queue may run at once in the whole cluster, from 1 to 10,000; null for as many as the workers
   * take. It holds at once; what runs already goes on and counts.
   * @throws {InvalidQueueError}
   */
  async set(name: string, width: number | null, word: { reason?: string } = {}): Promise<QueueWidth> {
    const { setQueue } = await operations.setQueue();
    return (await setQueue(this.#host, { name, width, ...word })).data;
  }
}
