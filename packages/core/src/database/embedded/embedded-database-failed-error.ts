import { InfraError } from '../../errors/infra-error.js';

/** The embedded database could not be built, started or used; the message carries the end of what PostgreSQL said. */
export class EmbeddedDatabaseFailedError extends InfraError {
  readonly code = 'embedded_database_failed';

  constructor(message: string, options: { said?: string; hint?: string; cause?: unknown } = {}) {
    super(options.said ? `${message}\n${lastLines(options.said)}` : message, {
      hint: options.hint ?? 'Set DATABASE_URL to a PostgreSQL server (14 or later) to do without it.',
      cause: options.cause,
    });
  }
}

function lastLines(text: string, count = 15): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
