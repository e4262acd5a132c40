import { RequestRefusedError } from '../problems/request-refused-error.js';
import { requireJson } from './require-json.js';

/** A body may have so many bytes. */
const mostBytes = 1_048_576;

/**
 * The body of a request as JSON; `{}` where there is none.
 * @throws {RequestRefusedError} `body_too_large`, `media_type_not_supported` or `invalid_json`.
 */
export async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text === '') return {};
  requireJson(request.headers.get('content-type') ?? '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestRefusedError('invalid_json', `the body is no JSON: ${(error as Error).message}`);
  }
}

/** Counted as it arrives: a length that is announced may be missing or wrong. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(): RequestRefusedError {
  return new RequestRefusedError('body_too_large', `a body has at most ${mostBytes} bytes`);
}
