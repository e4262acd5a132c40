import type { Session, Statement } from '../database/database.js';

/** What an operator says of approvals: never ask, always ask, or ask above an amount. */
export type PolicyRule =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  /** Decimal digits, in the host's currency. */
  | { readonly kind: 'up_to'; readonly amount: string };

/** A rule and what it is about; null stands for every job, or every client. */
export interface ApprovalPolicy {
  readonly jobName: string | null;
  readonly clientId: string | null;
  readonly rule: PolicyRule;
}

/** A policy with who set it. */
export interface RecordedPolicy extends ApprovalPolicy {
  readonly actor: string;
  readonly reason: string | null;
  readonly setAt: Date;
}

interface Row {
  readonly jobName: string | null;
  readonly clientId: string | null;
  readonly kind: PolicyRule['kind'];
  readonly amount: string | null;
  readonly actor: string;
  readonly reason: string | null;
  readonly setAt: Date;
}

const columns = `nullif(job_name, '') as "jobName", nullif(client_id, '') as "clientId", rule as kind,
  amount::text as amount, actor, reason, set_at as "setAt"`;

const list: Statement = {
  name: 'list_approval_policies',
  text: `select ${columns} from approval_policies order by job_name, client_id`,
};

const concerning: Statement = {
  name: 'approval_policies_of_run',
  text: `select ${columns} from approval_policies
    where job_name in ('', $1) and client_id in ('', coalesce($2::text, ''))`,
};

const set: Statement = {
  name: 'set_approval_policy',
  text: `with written as (
      insert into approval_policies (job_name, client_id, rule, amount, actor, reason)
      values (coalesce($1::text, ''), coalesce($2::text, ''), $3, $4::numeric, $5, $6)
      on conflict (job_name, client_id) do update set rule = excluded.rule, amount = excluded.amount,
        actor = excluded.actor, reason = excluded.reason, set_at = infra_now()
    )
    insert into audit_events (actor, action, target, reason, details)
    values ($5, 'auto_approve_set', $7, $6, jsonb_build_object('job', $1::text, 'client', $2::text, 'rule', $3::text,
      'amount', $4::text))`,
};

const remove: Statement = {
  name: 'remove_approval_policy',
  text: `with removed as (
      delete from approval_policies where job_name = coalesce($1::text, '') and client_id = coalesce($2::text, '')
      returning 1
    ),
    audited as (
      insert into audit_events (actor, action, target, reason, details)
      select $3, 'auto_approve_reset', $5, $4::text, jsonb_build_object('job', $1::text, 'client', $2::text) from removed
    )
    select exists (select from removed) as removed`,
};

/** Who says it, and why. */
export interface PolicyWord {
  readonly actor: string;
  readonly reason: string | null;
}

/** `approval_policies`: what operators say of approvals. */
export class PolicyStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async list(): Promise<RecordedPolicy[]> {
    return (await this.#session.query<Row>(list)).map(policyOf);
  }

  /** Those that may concern a run of this job for this client. */
  async concerning(jobName: string, clientId: string | null): Promise<RecordedPolicy[]> {
    return (await this.#session.query<Row>(concerning, [jobName, clientId])).map(policyOf);
  }

  async set({ jobName, clientId, rule }: ApprovalPolicy, word: PolicyWord): Promise<void> {
    const amount = rule.kind === 'up_to' ? rule.amount : null;
    const target = targetOf({ jobName, clientId });
    await this.#session.query(set, [jobName, clientId, rule.kind, amount, word.actor, word.reason, target]);
  }

  /** Takes a policy away; false when there was none. */
  async remove(what: Pick<ApprovalPolicy, 'jobName' | 'clientId'>, word: PolicyWord): Promise<boolean> {
    const [row] = await this.#session.query<{ removed: boolean }>(remove, [
      what.jobName,
      what.clientId,
      word.actor,
      word.reason,
      targetOf(what),
    ]);
    return row?.removed ?? false;
  }
}

function policyOf({ jobName, clientId, kind, amount, actor, reason, setAt }: Row): RecordedPolicy {
  const rule: PolicyRule = kind === 'up_to' ? { kind, amount: amount ?? '0' } : { kind };
  return { jobName, clientId, rule, actor, reason, setAt };
}

/** What the audit says that a policy is about. */
function targetOf({ jobName, clientId }: Pick<ApprovalPolicy, 'jobName' | 'clientId'>): string {
  const words = [
    ...(jobName === null ? [] : [jobName]),
    ...(clientId === null ? [] : [`client ${clientId}`]),
  ];
  return words.length === 0 ? '*' : words.join(', ');
}
