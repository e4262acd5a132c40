import { operations } from '@infra/core';
import type { Hono } from 'hono';
import { requireOwnRun } from '../endpoints/own-run.js';
import { LiveFeed } from '../events/live-feed.js';
import { LogFeed } from '../events/log-feed.js';
import { streamAnswer, streamHeaders } from '../events/server-sent-events.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import type { WebContext, WebEnvironment, WebRequest } from './web-context.js';

/** Streams at once, of events and of logs: more are answered with 503. */
const mostViewers = 2_000;

/** The streams of server-sent events of one handler. */
export class Streams {
  readonly #context: WebContext;
  readonly #feed: LiveFeed;
  readonly #logs: LogFeed;
  #viewers = 0;

  /** @param changed called before viewers are told of a change. */
  constructor(context: WebContext, changed: () => void) {
    this.#context = context;
    this.#feed = new LiveFeed(context.host, context.emit, changed);
    this.#logs = new LogFeed(context.host, context.emit);
  }

  /** Who reads a stream at this moment. */
  get viewers(): number {
    return this.#viewers;
  }

  /** Before the endpoints: the log of a run is a stream for whoever accepts one. */
  route(app: Hono<WebEnvironment>): void {
    app.get('/api/events', async (c) => {
      await this.#context.doorkeeper.admit(c.req.raw, c.env.connection, 'viewer');
      return this.#stream(c, (signal) => this.#feed.events(lastEventId(c), signal));
    });
    app.get('/api/runs/:id/logs', async (c, next) => {
      if (!(c.req.header('accept') ?? '').includes('text/event-stream')) return next();
      await this.#context.doorkeeper.admit(c.req.raw, c.env.connection, 'viewer');
      return this.#log(c);
    });
  }

  close(): void {
    this.#feed.close();
    this.#logs.close();
  }

  async #log(c: WebRequest): Promise<Response> {
    const { id } = requireOwnRun({ id: c.req.param('id') ?? '' });
    const lastId = lastEventId(c);
    const after = lastId !== null && /^\d{1,15}$/.test(lastId) ? Number(lastId) : undefined;
    if (await this.#isRead(id, after)) return new Response(null, { status: 204 });
    const tail = after === undefined ? readTail(c.req.query('tail')) : undefined;
    return this.#stream(c, (signal) => this.#logs.lines({ runId: id, tail, after }, signal));
  }

  /**
   * Whether the run is over and nothing is left of its log: then a browser is not to come back any more.
   * @throws {RunNotFoundError}
   */
  async #isRead(id: string, after: number | undefined): Promise<boolean> {
    const { host } = this.#context;
    const { data } = await (await operations.showRun()).showRun(host, { id });
    if (data.finished_at === null || after === undefined) return false;
    const { signal } = new AbortController();
    const rest = await (await operations.readRunLogs()).readRunLogs(host, { id, after, signal });
    return rest.data.total === 0;
  }

  #stream(c: WebRequest, parts: (signal: AbortSignal) => AsyncGenerator<Uint8Array, void>): Response {
    // Nobody would read it, and nobody end it.
    if (c.req.method === 'HEAD') return new Response(null, { headers: streamHeaders });
    if (this.#viewers >= mostViewers) {
      throw new RequestRefusedError('too_many_viewers', `${mostViewers} streams are open already`);
    }
    const gone = new AbortController();
    const { doorkeeper } = this.#context;
    void doorkeeper.untilDismissed(c.req.raw, c.env.connection, gone.signal).then(() => gone.abort());
    return streamAnswer(this.#counted(parts(gone.signal), gone), gone);
  }

  async *#counted(
    parts: AsyncGenerator<Uint8Array, void>,
    gone: AbortController,
  ): AsyncGenerator<Uint8Array, void> {
    this.#viewers++;
    try {
      yield* parts;
    } finally {
      this.#viewers--;
      gone.abort();
    }
  }
}

function lastEventId(c: WebRequest): string | null {
  return c.req.header('last-event-id') ?? null;
}

function readTail(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Math.min(Number(text), 10_000);
  throw new RequestRefusedError('invalid_request', `tail is a whole number from 1, not '${text}'`);
}
