/**
 * Whether a page of another origin made the browser send this request. What sends neither header is no browser of
 * today, or a plain request for a page.
 * @param host what the request is addressed to.
 */
export function isFromForeignOrigin(request: Request, host: string): boolean {
  // `same-site` too: another port of this machine is another program, perhaps another user's.
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  const url = URL.parse(origin);
  // The scheme is the proxy's affair; it decides which port goes without saying.
  return url === null || url.host === '' || url.host !== URL.parse(`${url.protocol}//${host}`)?.host;
}
