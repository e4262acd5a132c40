import { InfraError } from '../errors/infra-error.js';
import type { ConnectionSettings } from './database.js';

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
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new InvalidDatabaseUrlError('it is not a URL that starts with postgres://');
  }
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '') throw new InvalidDatabaseUrlError('it names no database');
  const ssl = sslOf(url.searchParams.get('sslmode'));
  return {
    host:
      url.searchParams.get('host') ??
      (url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[|\]$/g, '')),
    port: Number(url.port === '' ? (url.searchParams.get('port') ?? 5432) : url.port),
    user: url.username === '' ? 'postgres' : decodeURIComponent(url.username),
    password: url.password === '' ? process.env['PGPASSWORD'] : decodeURIComponent(url.password),
    database,
    ...(ssl === undefined ? {} : { ssl }),
  };
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
