import { InfraError } from '../errors/infra-error.js';
import type { ConnectionSettings } from './connection-settings.js';

/** A database URL that cannot be read; the message never repeats it, for it may hold a password. */
export class InvalidDatabaseUrlError extends InfraError {
  readonly code = 'invalid_value';

  constructor(reason: string) {
    super(`the database URL cannot be used: ${reason}`, {
      hint: 'write it as postgres://user:password@host:5432/database',
    });
  }
}

/**
 * Reads `postgres://user:password@host:port/database`; `?host=/directory` names a UNIX socket, `?sslmode=` is
 * `disable`, `require` (encrypted, any certificate) or `verify-full`.
 * @throws {InvalidDatabaseUrlError}
 */
export function parseDatabaseUrl(text: string): ConnectionSettings {
  const url = urlOf(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new InvalidDatabaseUrlError('it is not a URL that starts with postgres://');
  }
  const database = decoded(url.pathname.slice(1), 'the database');
  if (database === '') throw new InvalidDatabaseUrlError('it names no database');
  const ssl = sslOf(url.searchParams.get('sslmode'));
  return {
    host:
      url.searchParams.get('host') ??
      (url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[|\]$/g, '')),
    port: portOf(url),
    user: url.username === '' ? 'postgres' : decoded(url.username, 'the user'),
    password: url.password === '' ? process.env['PGPASSWORD'] : decoded(url.password, 'the password'),
    database,
    ...(ssl === undefined ? {} : { ssl }),
  };
}

function urlOf(text: string): URL | null {
  // `user@/database?host=/directory`, as libpq writes it, has no host, which a URL with a user must have.
  const complete = text.replace(/^([a-z]+:\/\/[^/?#]*@)(?=[/?#:])/, '$1localhost');
  return URL.canParse(complete) ? new URL(complete) : null;
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidDatabaseUrlError(`${what} holds a % that is not followed by two hexadecimal digits`);
  }
}

function portOf(url: URL): number {
  const text = url.port === '' ? (url.searchParams.get('port') ?? '5432') : url.port;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidDatabaseUrlError(`the port '${text}' is not a number from 1 to 65535`);
}

function sslOf(mode: string | null): ConnectionSettings['ssl'] {
  switch (mode) {
    case null:
    case 'prefer':
    case 'allow':
      return undefined;
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
    case 'verify-full':
      return true;
    default:
      throw new InvalidDatabaseUrlError(`sslmode '${mode}' is not disable, require or verify-full`);
  }
}
