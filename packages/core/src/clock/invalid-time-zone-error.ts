import { InfraError } from '../errors/infra-error.js';
import { nearestTimeZone } from './nearest-time-zone.js';

/** A name that is no IANA time zone. */
export class InvalidTimeZoneError extends InfraError {
  readonly code = 'invalid_value';

  constructor(readonly timeZone: string) {
    const nearest = nearestTimeZone(timeZone);
    super(`'${timeZone}' is not an IANA time zone`, {
      hint: nearest === null ? "Name a zone such as 'UTC' or 'Europe/Berlin'." : `Did you mean '${nearest}'?`,
    });
  }
}
