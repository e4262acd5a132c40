import type { Activity } from './activity.js';

/** A request as the host tells it. */
export interface RecordedRequest {
  /** 1 to 200 characters. A name for the session, never the secret that its cookie carries. */
  readonly sessionId: string;
  /** What the request belongs to within the session; 1 to 200 characters. */
  readonly contextId?: string;
  /** The path asked for; a query and a fragment are cut off, for they carry secrets. At most 2048 characters are kept. */
  readonly path: string;
  /** The HTTP status of the response, 100 to 999. */
  readonly status: number;
  /** How long the response took, in milliseconds from 0 up. */
  readonly durationMs: number;
  /** Now, by the database's clock, when left out. */
  readonly at?: Date;
}

/** @throws {RangeError} for a status or a duration that cannot be one. */
export function requestOf({ path, status, durationMs }: RecordedRequest): NonNullable<Activity['request']> {
  if (!(Number.isInteger(status) && status >= 100 && status <= 999)) {
    throw new RangeError(`status is an HTTP status from 100 to 999, not ${status}`);
  }
  if (!(durationMs >= 0 && Number.isFinite(durationMs))) {
    throw new RangeError(`durationMs is milliseconds from 0 up, not ${durationMs}`);
  }
  return { path: storable(path), status, durationMs };
}

/** @throws {RangeError} for one that is empty, longer than 200 characters, or cannot be stored. */
export function identifier(name: string, value: string): string {
  if (value.length >= 1 && value.length <= 200 && !value.includes('\0') && value.isWellFormed()) return value;
  throw new RangeError(`${name} is 1 to 200 characters of text, not ${JSON.stringify(value.slice(0, 50))}`);
}

// A path is whatever a client sends. PostgreSQL refuses a NUL in a text, and half of a surrogate pair in JSON: either
// would fail the whole batch.
function storable(path: string): string {
  const [bare = ''] = path.split(/[?#]/, 1);
  return bare.slice(0, 2048).replaceAll('\0', '').toWellFormed();
}

const lastMoment = Date.UTC(10_000, 0);

/** @throws {RangeError} for one that is no time, or outside the years 1970 to 9999. */
export function moment(at: Date): Date {
  if (at.getTime() >= 0 && at.getTime() < lastMoment) return at;
  throw new RangeError(`at is a time of the years 1970 to 9999, not ${String(at)}`);
}
