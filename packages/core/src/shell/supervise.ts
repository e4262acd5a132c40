import type { ProcessIdentity } from '../shell-runs/shell-run.js';
import { signalCommand } from './end-processes.js';
import type { ExitRecord } from './exit-record.js';
import { LogWriter } from './log-writer.js';
import { identityOf, isAlive, signalProcess } from './process-identity.js';
import { type StartedCommand, startCommand } from './run-command.js';
import { type ShellFiles, writeJson } from './shell-files.js';
import type { SupervisorOrder } from './supervisor-order.js';

/** After the command has ended: what it left running may hold its output open for ever. */
const drainMs = 250;
const lookMs = 25;
const longestTimer = 2 ** 31 - 1;

/**
 * Runs one command to its end: appends what it prints to the log, ends it when it is asked to or when its time is over,
 * and writes down how it ended. Knows nothing of the database.
 */
export class Supervision {
  readonly #order: SupervisorOrder;
  readonly #files: ShellFiles;
  readonly #attempt: number;
  readonly #log: LogWriter;
  readonly #begun = performance.now();
  #command: StartedCommand | null = null;
  #ended: ExitRecord['ended'] = null;
  #over = false;
  /** Whom the request to end has reached: they are looked after when the command itself has gone. */
  #asked: readonly ProcessIdentity[] = [];

  constructor(order: SupervisorOrder, files: ShellFiles, attempt: number) {
    this.#order = order;
    this.#files = files;
    this.#attempt = attempt;
    this.#log = new LogWriter(files, order.id, order.logLimit);
  }

  /** Resolves when how the command ended is on the disk. */
  async run(): Promise<void> {
    const exit = await this.#execute();
    this.#over = true;
    this.#log.close();
    const { id, timeoutMs } = this.#order;
    const record: ExitRecord = {
      id,
      attempt: this.#attempt,
      ...exit,
      ended: this.#ended,
      timeout_ms: timeoutMs,
      exited_at: new Date().toISOString(),
      duration_ms: Math.round(performance.now() - this.#begun),
      log_bytes: this.#log.printed,
      log_lost: this.#log.lost,
    };
    writeJson(this.#files.exit(id), record, { flush: true });
  }

  /** Asks the command to end, and ends it by force when its grace time is over. */
  stop(why: 'stopped' | 'timeout'): void {
    if (this.#over || this.#ended !== null) return;
    this.#ended = why;
    const pid = this.#command?.child.pid;
    if (pid === undefined) return;
    this.#asked = signalCommand(pid, 'SIGTERM');
    setTimeout(() => this.force(), this.#order.graceMs).unref();
  }

  /** Ends the command at once. */
  force(): void {
    if (this.#over) return;
    this.#ended ??= 'stopped';
    const child = this.#command?.child;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null)
      this.#asked = [...this.#asked, ...signalCommand(child.pid, 'SIGKILL')];
    for (const process of this.#asked) signalProcess(process, 'SIGKILL');
  }

  async #execute(): Promise<Pick<ExitRecord, 'exit_code' | 'signal' | 'start_error'>> {
    const { id } = this.#order;
    let last = performance.now();
    const place = { files: this.#files, id };
    const command = startCommand(this.#order, place, (stream, bytes) => {
      last = performance.now();
      this.#log.write(stream, bytes, Date.now());
    });
    this.#command = command;
    const exit = exitOf(command);
    const timer = this.#watchTime();
    this.#introduce(command);
    const how = await exit;
    clearTimeout(timer);
    if (this.#ended !== null) await this.#endRest();
    await Promise.race([command.silent, quiet(() => last)]);
    command.close();
    return how;
  }

  /** Writes down which process it is, for whoever finds that this one has died. */
  #introduce({ child }: StartedCommand): void {
    const identity = child.pid === undefined ? null : identityOf(child.pid);
    if (identity !== null) writeJson(this.#files.run(this.#order.id), { state: 'running', ...identity });
  }

  #watchTime(): NodeJS.Timeout | undefined {
    const { timeoutMs } = this.#order;
    if (timeoutMs === null) return undefined;
    const left = timeoutMs - (performance.now() - this.#begun);
    if (left > longestTimer) return setTimeout(() => void this.#watchTime(), longestTimer);
    return setTimeout(() => this.stop('timeout'), Math.max(1, left));
  }

  /** The command has gone: those of its processes that were asked too have what is left of the grace time. */
  async #endRest(): Promise<void> {
    const until = performance.now() + this.#order.graceMs;
    while (performance.now() < until) {
      this.#asked = this.#asked.filter(isAlive);
      if (this.#asked.length === 0) return;
      await pause(lookMs);
    }
    for (const process of this.#asked) signalProcess(process, 'SIGKILL');
  }
}

function exitOf({
  child,
}: StartedCommand): Promise<Pick<ExitRecord, 'exit_code' | 'signal' | 'start_error'>> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ exit_code: code, signal, start_error: null }));
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      const { code = 'ERROR', message } = error;
      resolve({ exit_code: null, signal: null, start_error: { code, message } });
    });
  });
}

/** Resolves when nothing has come for a while. */
async function quiet(last: () => number): Promise<void> {
  const since = performance.now();
  while (performance.now() - Math.max(since, last()) < drainMs) await pause(lookMs);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
