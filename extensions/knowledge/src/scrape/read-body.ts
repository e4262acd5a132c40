/** A page is larger than may be read. */
class PageTooLargeError extends Error {
  override readonly name = 'PageTooLargeError';

  constructor(limit: number) {
    super(`is larger than ${limit} bytes`);
  }
}

/**
 * The text of a response, in the encoding that it names (UTF-8 by default); reads no more than `limit` bytes.
 * @throws {PageTooLargeError} @throws {RangeError} for an encoding that is not known.
 */
export async function readBody(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    // Leaving the loop cancels the response.
    if (size > limit) throw new PageTooLargeError(limit);
    chunks.push(bytes);
  }
  const charset = /charset="?([^\s;"]+)/i.exec(response.headers.get('content-type') ?? '')?.[1];
  return new TextDecoder(charset ?? 'utf-8').decode(Buffer.concat(chunks));
}
