import type { Session, Statement } from '../database/database.js';

/** Who did what to what, and why. */
export interface AuditEvent {
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly reason: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

const append: Statement = {
  name: 'append_audit_event',
  text: `insert into audit_events (actor, action, target, reason, details) values ($1, $2, $3, $4, $5)`,
};

/** The record of what operators did; written in the transaction of the deed itself. */
export class AuditStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async append(event: AuditEvent): Promise<void> {
    await this.#session.query(append, [
      event.actor,
      event.action,
      event.target,
      event.reason,
      JSON.stringify(event.details ?? {}),
    ]);
  }
}
