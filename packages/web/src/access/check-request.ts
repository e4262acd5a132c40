import { RequestRefusedError } from '../problems/request-refused-error.js';
import { askedHost, isAllowedHost } from './asked-host.js';
import { isFromForeignOrigin } from './foreign-origin.js';

/**
 * What is looked at before anybody asks who it is.
 * @param allowedHosts null where the host application has looked at that.
 * @throws {RequestRefusedError} `host_not_allowed`, `origin_not_allowed` or `media_type_not_supported`.
 */
export function checkRequest(request: Request, allowedHosts: ReadonlySet<string> | null): void {
  const host = askedHost(request);
  if (allowedHosts !== null && !isAllowedHost(host, allowedHosts)) {
    throw new RequestRefusedError('host_not_allowed', `this server is not known as '${shown(host)}'`, {
      hint: '`infra serve --allowed-host NAME` makes a name known',
    });
  }
  // A link on another page may lead here; it may do nothing else.
  if (isFromForeignOrigin(request, host) && !isOpenedPage(request)) {
    throw new RequestRefusedError('origin_not_allowed', 'a page of another origin may not ask for this');
  }
  const type = request.headers.get('content-type');
  if (type !== null && !isReading(request) && !/^application\/json\s*(;|$)/i.test(type)) {
    throw new RequestRefusedError('media_type_not_supported', `a body is JSON, not '${shown(type)}'`, {
      hint: 'send it with `content-type: application/json`',
    });
  }
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Somebody follows a link, or types an address: the browser shows the answer and gives it to no script. */
function isOpenedPage(request: Request): boolean {
  return (
    isReading(request) &&
    request.headers.get('sec-fetch-mode') === 'navigate' &&
    request.headers.get('sec-fetch-dest') === 'document'
  );
}

/** Text of a stranger, short enough for an answer. */
function shown(text: string): string {
  return text.slice(0, 100);
}
