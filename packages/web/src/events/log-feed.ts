import { type Emit, type Host, InfraError, operations } from '@infra/core';
import { Broadcast, type Message } from './broadcast.js';
import { eventFrame, heartbeat } from './server-sent-events.js';

/** Lines of one run that are kept for its followers. */
const mostKept = 5_000;
const beatMs = 15_000;

type Lines = Awaited<
  ReturnType<Awaited<ReturnType<(typeof operations)['readRunLogs']>>['readRunLogs']>
>['data']['lines'];

/** Which part of a log a follower wants to begin with. */
export interface LogWish {
  readonly runId: string;
  /** The last so many lines; all by default. Not beside `after`. */
  readonly tail: number | undefined;
  /** The lines behind this one. */
  readonly after: number | undefined;
}

/** The logs of runs that somebody follows: each is read once, however many follow it. An event's id is that of its line. */
export class LogFeed {
  readonly #host: Host;
  readonly #emit: Emit;
  readonly #tails = new Map<string, Tail>();

  constructor(host: Host, emit: Emit) {
    this.#host = host;
    this.#emit = emit;
  }

  /**
   * What of the log is there, then what is written, until the run is final: then `end`.
   * @param signal aborted when the reader has gone.
   */
  async *lines(wish: LogWish, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    let position = wish.after ?? 0;
    let tail: Tail | null = null;
    try {
      for (let tailed = wish.tail; !signal.aborted; tailed = undefined) {
        const found: readonly Message[] =
          tail === null || tail.broadcast.behind(position).missed
            ? await this.#read(wish.runId, tailed, position, signal)
            : tail.broadcast.behind(position).messages;
        for (const message of found) {
          position = message.position;
          yield message.bytes;
        }
        if (tail === null) tail = this.#enter(wish.runId, position);
        else if (found.length > 0) continue;
        else if (tail.broadcast.ended) break;
        else if ((await tail.broadcast.wait(signal)) === 'beat') yield heartbeat;
      }
      if (!signal.aborted) yield eventFrame({ name: 'end', data: {} });
    } finally {
      if (tail !== null) this.#leave(wish.runId, tail);
    }
  }

  close(): void {
    for (const tail of this.#tails.values()) tail.end();
    this.#tails.clear();
  }

  async #read(
    runId: string,
    tail: number | undefined,
    after: number,
    signal: AbortSignal,
  ): Promise<Message[]> {
    const { readRunLogs } = await operations.readRunLogs();
    const part = tail === undefined ? { after } : { tail };
    return messagesOf((await readRunLogs(this.#host, { id: runId, ...part, signal })).data.lines);
  }

  #enter(runId: string, position: number): Tail {
    const open = this.#tails.get(runId);
    const tail =
      open === undefined || open.broadcast.ended ? new Tail(this.#host, this.#emit, runId, position) : open;
    this.#tails.set(runId, tail);
    tail.followers++;
    return tail;
  }

  #leave(runId: string, tail: Tail): void {
    tail.followers--;
    if (tail.followers > 0) return;
    tail.end();
    if (this.#tails.get(runId) === tail) this.#tails.delete(runId);
  }
}

/** What is written to the log of one run from some line on, for all who follow it. */
class Tail {
  readonly broadcast: Broadcast;
  followers = 0;
  readonly #end = new AbortController();
  readonly #beat: NodeJS.Timeout;

  constructor(host: Host, emit: Emit, runId: string, after: number) {
    this.broadcast = new Broadcast(mostKept, after);
    this.#beat = setInterval(() => this.broadcast.beat(), beatMs).unref();
    void this.#run(host, emit, { id: runId, after });
  }

  end(): void {
    clearInterval(this.#beat);
    this.#end.abort();
    this.broadcast.end();
  }

  async #run(host: Host, emit: Emit, from: { readonly id: string; readonly after: number }): Promise<void> {
    try {
      const { readRunLogs } = await operations.readRunLogs();
      await readRunLogs(host, {
        ...from,
        follow: true,
        signal: this.#end.signal,
        onLines: (lines) => this.broadcast.tell(messagesOf(lines)),
      });
    } catch (error) {
      // Nobody follows any more, or the run was deleted; a database that is away is told of by the next answer.
      if (!(error instanceof InfraError)) emit({ kind: 'fault', where: 'following the log of a run', error });
    } finally {
      this.end();
    }
  }
}

function messagesOf(lines: Readonly<Lines>): Message[] {
  return lines.map((line) => ({
    position: Number(line.id),
    bytes: eventFrame({ id: line.id ?? '', data: line }),
  }));
}
