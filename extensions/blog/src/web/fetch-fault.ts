/** A request had no usable answer; the message is the reason for the report. */
export class FetchFault extends Error {
  override readonly name = 'FetchFault';
  /** Whether the same request may succeed later. */
  readonly passing: boolean;
  /** Whether the host said nothing at all. */
  readonly silent: boolean;
  /** How long the host asks to be left alone, in milliseconds; null when it does not ask. */
  readonly retryAfterMs: number | null;

  constructor(
    reason: string,
    {
      passing = false,
      silent = false,
      retryAfterMs = null,
    }: { passing?: boolean; silent?: boolean; retryAfterMs?: number | null } = {},
  ) {
    super(reason);
    this.passing = passing;
    this.silent = silent;
    this.retryAfterMs = retryAfterMs;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name service does not answer',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'the connection was cut',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const lasting = /^(?:ENOTFOUND|CERT_|DEPTH_|SELF_|ERR_TLS|UNABLE_|ERR_SSL)/;

/** What `fetch` or a look-up threw, as a fault. */
export function networkFault(error: unknown): FetchFault {
  const code = codeOf(error);
  const reason = reasons[code] ?? (code === '' ? messageOf(error) : `no connection (${code})`);
  return new FetchFault(reason, { passing: code !== '' && !lasting.test(code), silent: true });
}

// fetch says "fetch failed" and keeps what happened as the cause, sometimes several for several addresses.
function codeOf(error: unknown): string {
  for (let inner = error; inner instanceof Error; inner = inner.cause ?? firstOf(inner)) {
    if ('code' in inner && typeof inner.code === 'string') return inner.code;
  }
  return '';
}

function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : null;
}

function messageOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
