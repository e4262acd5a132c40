import { InfraError } from '../errors/infra-error.js';

/** No connection to the database: nothing listens, the name is unknown, or the password is wrong. */
export class DatabaseUnreachableError extends InfraError {
  readonly code = 'database_unreachable';

  constructor(where: string, cause: unknown) {
    super(`the database ${where} cannot be reached: ${reasonOf(cause)}`, {
      hint: 'check DATABASE_URL (or `database.url` in the configuration) and that the server is up',
      cause,
    });
  }
}

/** The database lacks tables that this program needs. */
export class DatabaseNotMigratedError extends InfraError {
  readonly code = 'database_not_migrated';

  constructor(where: string, missing: readonly { package: string; has: number; needs: number }[]) {
    const list = missing.map(({ package: name, has, needs }) => `${name} has ${has} of ${needs} migrations`);
    super(`the database ${where} is not migrated: ${list.join(', ')}`, { hint: 'run `infra db migrate`' });
  }
}

/** The database was migrated by a newer program that says this one may no longer work with it. */
export class SchemaTooNewError extends InfraError {
  readonly code = 'schema_too_new';

  constructor(subject: string, program: number, needed: number) {
    super(
      `the schema of ${subject} asks for a program that knows version ${needed}; this one knows version ${program}`,
      { hint: 'upgrade this program' },
    );
  }
}

// Of node's sockets, of a server that has no room, is starting, shutting down or without this database, and of a session
// that was ended.
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
  '25P03',
  '3D000',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
]);

// The classes 08 (connection) and 28 (authorization), and whatever TLS has to say of a certificate.
const connectionClass = /^(08|28)...$|^ERR_(TLS|SSL)|CERT|^UNABLE_TO_|^EPROTO$/;

// What the driver says of its connection without a code.
const connectionMessage =
  /^Connection terminated|^timeout e|^Client (has|was) .* not queryable|^Query read timeout|^SASL|^The server does not support SSL/;

/** Whether an error of the driver says that there is no usable connection, as opposed to a statement that failed. */
export function isConnectionError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isConnectionError);
  const { code } = error as { code?: string };
  if (code === undefined) return connectionMessage.test(error.message);
  return connectionCodes.has(code) || connectionClass.test(code);
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
}
