import type { Artifact } from '../artifacts/artifact.js';
import type { AuditTrail } from '../artifacts/audit-trail.js';
import { listAuditEvents } from '../jobs/list-audit-events.js';
import type { Host } from './host.js';
import { InfraError } from '../errors/infra-error.js';

export interface AuditTrailInput {
  /** Deeds of this moment or later. */
  readonly since?: Date | undefined;
  /** Exactly this one: `job_disabled` … */
  readonly action?: string | undefined;
  /** What it was done to. */
  readonly target?: string | undefined;
  /** Only older ones than the deed with this id, the last of the page before. */
  readonly after?: string | undefined;
  /** Rows at most, from 1; 50 by default. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;

/** A text that is no deed's id. */
class InvalidDeedIdError extends InfraError {
  readonly code = 'invalid_value';
}

/**
 * Who did what to what, when and why, newest first.
 * @throws {InvalidDeedIdError}
 */
export async function auditTrail(host: Host, input: AuditTrailInput = {}): Promise<Artifact<AuditTrail>> {
  const limit = input.limit ?? defaultLimit;
  const { after, ...filter } = input;
  const before = after === undefined ? undefined : readDeedId(after);
  const found = await listAuditEvents(await host.database(), { ...filter, before, limit: limit + 1 });
  const events = found.slice(0, limit).map((deed) => ({
    id: String(deed.id),
    at: deed.at.toISOString(),
    actor: deed.actor,
    action: deed.action,
    target: deed.target,
    reason: deed.reason,
    details: { ...deed.details },
  }));
  return {
    data: { events, total: events.length, has_more: found.length > limit },
    artifact_type: 'table',
    title: 'Audit',
  };
}

function readDeedId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidDeedIdError(`'${text}' is no deed's id`);
}
