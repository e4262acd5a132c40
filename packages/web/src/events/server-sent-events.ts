const encoder = new TextEncoder();

/** What the answer to a stream says of itself. */
export const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // A proxy such as nginx would keep events back until its buffer is full.
  'x-accel-buffering': 'no',
};

/** A comment, which nobody reads: it keeps the connection open, and finds out when it is not. */
export const heartbeat = encoder.encode(':\n\n');

/** One event of a stream, as it is sent. JSON has no line breaks. */
export function eventFrame(event: {
  readonly id?: string;
  /** `message` by default. */
  readonly name?: string;
  readonly data: unknown;
}): Uint8Array {
  const name = event.name === undefined ? '' : `event: ${event.name}\n`;
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return encoder.encode(`${id}${name}data: ${JSON.stringify(event.data)}\n\n`);
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** After how many milliseconds a reader who was cut off comes back. */
const retryMs = 1_000;

/**
 * The answer that streams what an iterator gives, each part when the reader is ready for it: nothing is kept for one who
 * is slow. Its end, or that of the reader, ends the iterator.
 */
export function streamAnswer(parts: AsyncGenerator<Uint8Array, void>, gone: AbortController): Response {
  const source = {
    start: (controller: Controller) => controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`)),
    async pull(controller: Controller) {
      try {
        const part = await parts.next();
        if (part.done === true) controller.close();
        else controller.enqueue(part.value);
      } catch {
        // The reader comes back and is told what is wrong by the answer.
        if (!gone.signal.aborted) controller.close();
      }
    },
    async cancel() {
      gone.abort();
      await parts.return();
    },
  };
  // Two parts: it begins to watch at once, and not when the first part is taken.
  const body = new ReadableStream(source, { highWaterMark: 2 });
  return new Response(body, { headers: streamHeaders });
}
