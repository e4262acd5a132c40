import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { basePath } from './base-path.js';
import { type Change, patchRun, readChange } from './run-change.js';

/** How the stream of events is: `resting` while the page is hidden. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'resting';

/** Lists are read again at most so often, however much happens. */
const pauseMs = 1000;
/** A page that is hidden for longer lets its stream go. */
const patienceMs = 30_000;
const waitsMs = [500, 1000, 2000, 4000];

/** Opens the one stream of events of the page and keeps what the pages show up to date by it. */
export function useLiveEvents(): Connection {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    const stream = new LiveEvents(queries, setConnection);
    stream.open();
    return () => stream.close();
  }, [queries]);
  return connection;
}

/** The stream: reconnects by itself, also where EventSource gives up; rests while nobody looks. */
class LiveEvents {
  readonly #queries: QueryClient;
  readonly #tell: (connection: Connection) => void;
  readonly #stale = new Set<string>();
  #source: EventSource | null = null;
  #failures = 0;
  #missed = false;
  #flushing: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient, tell: (connection: Connection) => void) {
    this.#queries = queries;
    this.#tell = tell;
  }

  open(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#connect();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#disconnect();
    clearTimeout(this.#rest);
    clearTimeout(this.#flushing);
  }

  #connect(): void {
    this.#disconnect();
    const source = new EventSource(`${basePath}/api/events`);
    this.#source = source;
    source.addEventListener('open', () => this.#onOpen());
    source.addEventListener('error', () => this.#onError(source));
    source.addEventListener('message', ({ data }) => this.#onMessage(String(data)));
  }

  #disconnect(): void {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
  }

  #onOpen(): void {
    this.#failures = 0;
    this.#tell('live');
    // What happened in between may have been told to nobody.
    if (this.#missed) void this.#queries.invalidateQueries();
    this.#missed = false;
  }

  #onError(source: EventSource): void {
    this.#missed = true;
    this.#tell('reconnecting');
    if (source.readyState !== EventSource.CLOSED) return;
    // An answer other than a stream, such as that of a proxy whose server restarts, ends an EventSource for good.
    const wait = waitsMs[Math.min(this.#failures, waitsMs.length - 1)];
    this.#failures += 1;
    this.#again = setTimeout(() => this.#connect(), wait);
    // Perhaps nobody is logged in any more.
    void this.#queries.invalidateQueries({ queryKey: ['session'] });
  }

  #onMessage(data: string): void {
    const change = readChange(data);
    if (change === null) return;
    this.#patch(change);
    for (const noun of change.nouns) this.#stale.add(noun);
    this.#flushing ??= setTimeout(() => this.#flush(), pauseMs);
  }

  /** What the event itself says is shown at once, without asking. */
  #patch(change: Change): void {
    if (change.runs.length === 0) return;
    for (const run of change.runs) {
      this.#queries.setQueriesData({ queryKey: ['api', 'runs'] }, (data: unknown) => patchRun(data, run));
      this.#queries.setQueriesData({ queryKey: ['api', 'status'] }, (data: unknown) => patchRun(data, run));
    }
  }

  #flush(): void {
    this.#flushing = undefined;
    const stale = new Set(this.#stale);
    this.#stale.clear();
    void this.#queries.invalidateQueries({ predicate: ({ queryKey }) => stale.has(String(queryKey[1])) });
  }

  readonly #onVisibility = () => {
    clearTimeout(this.#rest);
    if (document.visibilityState === 'hidden') {
      this.#rest = setTimeout(() => {
        this.#disconnect();
        this.#missed = true;
        this.#tell('resting');
      }, patienceMs);
    } else if (this.#source === null) {
      this.#tell('connecting');
      this.#connect();
    }
  };
}
