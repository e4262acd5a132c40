import type { RuntimeEvent } from '../events/runtime-event.js';
import type { RegisteredJob } from '../registry/registered-job.js';

interface Execution {
  /** By the test's clock. */
  readonly began: number;
  /** By this process's own time. */
  readonly started: number;
  readonly job: RegisteredJob | undefined;
  /** Its code waits for something that the clock alone can bring, or for nothing at all. */
  long: boolean;
}

/** The attempts whose code is running in a test's runtime, as its events tell. */
export class Executions {
  readonly #find: (jobName: string) => RegisteredJob | undefined;
  readonly #now: () => number;
  readonly #running = new Map<string, Execution>();
  #changed: () => void = () => {};

  constructor(find: (jobName: string) => RegisteredJob | undefined, now: () => number) {
    this.#find = find;
    this.#now = now;
  }

  /** How many there are. */
  get size(): number {
    return this.#running.size;
  }

  hear(event: RuntimeEvent): void {
    if (event.kind === 'run_started') {
      const job = this.#find(event.jobName);
      const execution = { began: this.#now(), started: performance.now(), job, long: false };
      this.#running.set(keyOf(event), execution);
    } else if (
      event.kind === 'run_settled' ||
      event.kind === 'phases_begun' ||
      event.kind === 'late_result_refused'
    ) {
      this.#running.delete(keyOf(event));
      this.#changed();
    }
  }

  /** Waits for one of them to end; false when none runs but such as have been waited for long enough. */
  async oneEnded(patienceMs: number): Promise<boolean> {
    const waited = [...this.#running.values()].filter((execution) => !execution.long);
    if (waited.length === 0) return false;
    const since = Math.min(...waited.map(({ started }) => started));
    const over = await this.#changeWithin(since + patienceMs - performance.now());
    if (over)
      for (const execution of waited) execution.long ||= performance.now() - execution.started >= patienceMs;
    return true;
  }

  /** The earliest moment after now at which one of them is told to end, or is ended, because of its time; else null. */
  nextLimit(): number | null {
    const now = this.#now();
    const limits = [...this.#running.values()].flatMap(({ began, job }) =>
      job?.timeoutMs == null ? [] : [began + job.timeoutMs, began + job.timeoutMs + job.cancelGraceMs],
    );
    const coming = limits.filter((limit) => limit > now);
    return coming.length === 0 ? null : Math.min(...coming);
  }

  /** Gives all of them their time anew: the clock has reached a limit of theirs. */
  waitAgain(): void {
    const started = performance.now();
    for (const [key, execution] of this.#running)
      this.#running.set(key, { ...execution, started, long: false });
  }

  /** True when the time is over before anything has changed. */
  async #changeWithin(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), Math.max(0, milliseconds));
      this.#changed = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }
}

function keyOf({ runId, attempt }: { runId: number; attempt: number }): string {
  return `${runId}/${attempt}`;
}
