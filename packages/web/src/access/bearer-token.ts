const bearer = /^Bearer +(\S+) *$/i;

/** The token that a request carries; null for none. */
export function bearerToken(request: Request): string | null {
  return bearer.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}
