import type { Session, Statement } from '../database/database.js';
import type { AuditEvent } from './audit-store.js';

/** A deed as it is stored. */
export interface RecordedDeed extends Required<AuditEvent> {
  readonly id: number;
  readonly at: Date;
}

/** Which deeds to list; what is left out does not filter. */
export interface AuditQuery {
  readonly since?: Date | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  /** Older than the deed with this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

const list: Statement = {
  name: 'list_audit_events',
  text: `select id, at, actor, action, target, reason, details from audit_events
    where ($1::timestamptz is null or at >= $1) and ($2::text is null or action = $2) and ($3::text is null or target = $3)
      and ($5::bigint is null or id < $5)
    order by id desc limit $4`,
};

/** What operators did, newest first. */
export async function listAuditEvents(session: Session, query: AuditQuery): Promise<RecordedDeed[]> {
  const { since = null, action = null, target = null, before = null, limit } = query;
  return session.query<RecordedDeed>(list, [since, action, target, limit, before]);
}
