import type { Session, Statement } from '../database/database.js';

/** What a budget is for. */
export interface BudgetName {
  readonly kind: 'job' | 'client';
  readonly name: string;
}

/** A budget as it stands at one moment of the database's clock. */
export interface BudgetUse extends BudgetName {
  /** Moves with every approval that counts against it; null before the first run was judged by it. */
  readonly revision: number | null;
  /** Decimal digits: what was approved since the day began. */
  readonly taken: string;
  /** The day it is for, `2026-01-14`. */
  readonly day: string;
}

// What is over counts as what it really cost, as far as its job told; what is not counts as the high end of its estimate
// at least. What ended before it began costs nothing.
const counts = (which: string) => `
      select coalesce(sum(case
          when r.finished_at is null then greatest(coalesce(a.amount, 0), coalesce(c.amount, 0))
          when c.amount is not null then c.amount
          when r.started_at is null then 0
          else coalesce(a.amount, 0)
        end), 0) as taken
      from run_approvals a
      join job_runs r on r.id = a.run_id
      left join lateral (select sum(x.amount) as amount from run_costs x where x.run_id = a.run_id) c on true
      where ${which} = g.name and a.approved_at >= d.began`;

const read: Statement = {
  name: 'budget_use',
  text: `with given as materialized (select * from unnest($1::text[], $2::text[]) as g(kind, name)),
    day as materialized (
      select date_trunc('day', infra_now() at time zone $3) as day,
        date_trunc('day', infra_now() at time zone $3) at time zone $3 as began
    )
    select g.kind, g.name, b.revision, to_char(d.day, 'YYYY-MM-DD') as day,
      (case g.kind when 'job' then j.taken else c.taken end)::text as taken
    from given g cross join day d
    left join budgets b on b.kind = g.kind and b.name = g.name
    left join lateral (select 0 as taken where g.kind <> 'job' union all select taken from (${counts('a.job_name')}) x
      where g.kind = 'job') j on true
    left join lateral (select 0 as taken where g.kind <> 'client' union all select taken from (${counts('a.client_id')}) x
      where g.kind = 'client') c on true
    order by g.kind, g.name`,
};

const make: Statement = {
  name: 'make_budgets',
  text: `insert into budgets (kind, name) select * from unnest($1::text[], $2::text[]) as g(kind, name)
    order by kind, name on conflict do nothing`,
};

/** `budgets`, and what is taken of them. */
export class BudgetStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * What is taken of these budgets since the day began, by the database's clock.
   * @param timeZone where it begins.
   */
  async use(budgets: readonly BudgetName[], timeZone: string): Promise<BudgetUse[]> {
    if (budgets.length === 0) return [];
    const kinds = budgets.map(({ kind }) => kind);
    const names = budgets.map(({ name }) => name);
    return this.#session.query<BudgetUse>(read, [kinds, names, timeZone]);
  }

  /** Makes the rows whose revision a decision compares. */
  async make(budgets: readonly BudgetName[]): Promise<void> {
    await this.#session.query(make, [budgets.map(({ kind }) => kind), budgets.map(({ name }) => name)]);
  }
}
