/** An event of a stream. */
export interface StreamedEvent {
  readonly id: string | null;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads a stream of server-sent events, as a browser does. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(answer: Response) {
    if (answer.body === null) throw new Error('there is no stream');
    this.#reader = answer.body.getReader();
  }

  /** Reads on to the first comment: what changes from then on is told. */
  async begun(): Promise<void> {
    for (;;) {
      const frame = await this.#frame();
      if (frame === null) throw new Error('the stream ended');
      if (frame.startsWith(':')) return;
    }
  }

  /** The next event; null at the end. Comments are passed over. */
  async next(): Promise<StreamedEvent | null> {
    for (;;) {
      const frame = await this.#frame();
      const event = frame === null ? null : eventOf(frame);
      if (frame === null || event !== null) return event;
    }
  }

  async #frame(): Promise<string | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end !== -1) {
        const frame = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return frame;
      }
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  /** Reads on until an event passes. */
  async until(passes: (event: StreamedEvent) => boolean): Promise<StreamedEvent> {
    for (;;) {
      const event = await this.next();
      if (event === null) throw new Error('the stream ended');
      if (passes(event)) return event;
    }
  }

  /** Everything up to the end. */
  async rest(): Promise<StreamedEvent[]> {
    const events: StreamedEvent[] = [];
    for (let event = await this.next(); event !== null; event = await this.next()) events.push(event);
    return events;
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

function eventOf(frame: string): StreamedEvent | null {
  const fields = new Map(
    frame.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return null;
  return {
    id: fields.get('id') ?? null,
    name: fields.get('event') ?? 'message',
    data: JSON.parse(data) as StreamedEvent['data'],
  };
}
