/** One value of a request that the server does not take. */
export interface Fault {
  /** Where it is: `parameters.url`; '' for the whole. */
  readonly path: string;
  readonly reason: string;
}

/** What the server answers in place of an artifact (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  /** The way out, where there is one. */
  readonly hint: string | null;
  readonly faults: readonly Fault[];

  constructor(
    message: string,
    about: { status: number; code?: string; hint?: string | null; faults?: readonly Fault[] },
  ) {
    super(message);
    this.status = about.status;
    this.code = about.code ?? 'unknown';
    this.hint = about.hint ?? null;
    this.faults = about.faults ?? [];
  }
}

/** No answer: the server is stopped, restarts, or the network is down. */
export function unreachable(): Problem {
  return new Problem('The server does not answer', {
    status: 0,
    code: 'unreachable',
    hint: 'The page tries again by itself; is `infra serve` running?',
  });
}

/** What an error answer says, whatever it consists of. */
export function problemOf(status: number, body: unknown): Problem {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const message = text(said['detail']) ?? text(said['title']) ?? `The server answered ${status}`;
  return new Problem(message, {
    status,
    code: text(said['code']) ?? 'unknown',
    hint: text(said['hint']),
    faults: faultsOf(said['faults'] ?? said['errors']),
  });
}

function faultsOf(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((fault: unknown) => {
    if (typeof fault !== 'object' || fault === null) return [];
    const { path, reason, message } = fault as Record<string, unknown>;
    const where = Array.isArray(path) ? path.join('.') : path;
    const why = typeof reason === 'string' ? reason : message;
    return typeof why === 'string' ? [{ path: typeof where === 'string' ? where : '', reason: why }] : [];
  });
}
