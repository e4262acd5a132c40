import { requireJson } from '../http/require-json.js';
import { RequestRefusedError } from '../problems/request-refused-error.js';
import { askedHost, isAllowedHost } from './asked-host.js';
import { isFromForeignOrigin } from './foreign-origin.js';

/** Characters of a stranger's text in an answer. */
const longestShown = 100;

/**
 * What is looked at before anybody asks who it is.
 * @param allowedHosts null where the host application has looked at that.
 * @throws {RequestRefusedError} `host_not_allowed`, `origin_not_allowed` or `media_type_not_supported`.
 */
export function checkRequest(request: Request, allowedHosts: ReadonlySet<string> | null): void {
  const host = askedHost(request);
  if (allowedHosts !== null && !isAllowedHost(host, allowedHosts)) {
    throw new RequestRefusedError(
      'host_not_allowed',
      `this server is not known as '${host.slice(0, longestShown)}'`,
      {
        hint: '`infra serve --allowed-host NAME` makes a name known',
      },
    );
  }
  // A link on another page may lead here; it may do nothing else.
  if (isFromForeignOrigin(request, host) && !isOpenedPage(request)) {
    throw new RequestRefusedError('origin_not_allowed', 'a page of another origin may not ask for this');
  }
  const type = request.headers.get('content-type');
  if (type !== null && !isReading(request)) requireJson(type);
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
