import { askedHost } from './asked-host.js';

/** The cookie that carries a session; a browser shows it to no script and sends it with no request of another site. */
export interface SessionCookie {
  /** What the request carries; null for nothing. */
  read(): string | null;
  /** The `set-cookie` that makes the browser carry a secret. */
  written(secret: string, expiresAt: Date): string;
  /** The `set-cookie` that makes it forget. */
  forgotten(): string;
}

/**
 * The session's cookie as this request has it.
 * @param path where the dashboard is mounted; `/` at the root.
 */
export function sessionCookie(request: Request, path: string): SessionCookie {
  const secure = isHttps(request);
  const name = nameOf(request, secure && path === '/');
  const attributes = `Path=${path}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    read: () => valueOf(request.headers.get('cookie') ?? '', name),
    written: (secret, expiresAt) => {
      const seconds = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
      return `${name}=${secret}; Max-Age=${seconds}; ${attributes}`;
    },
    forgotten: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

// A browser does not tell the ports of a host apart: two dashboards of one machine need two names. `__Host-` is a name
// that nothing but this host over https can set.
function nameOf(request: Request, prefixed: boolean): string {
  const port = /:(\d+)$/.exec(askedHost(request))?.[1];
  return `${prefixed ? '__Host-' : ''}infra_session${port === undefined ? '' : `_${port}`}`;
}

function valueOf(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const [key = '', value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && value !== '') return value;
  }
  return null;
}

// Who claims to speak https and does not only spoils his own cookie.
function isHttps(request: Request): boolean {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  return (forwarded ?? new URL(request.url).protocol.replace(':', '')) === 'https';
}
