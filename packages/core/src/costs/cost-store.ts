import type { Session, Statement } from '../database/database.js';

/** What one attempt has paid for one component so far; amounts and quantities as decimal digits. */
export interface AttemptCost {
  readonly component: string;
  readonly quantity: string;
  readonly amount: string;
}

/** What a run has really cost, by component, all attempts together. */
export interface ActualCost extends AttemptCost {
  readonly currency: string;
}

// Sums of one attempt so far, so that the same may be written twice. Whoever has lost the run writes nothing.
const save: Statement = {
  name: 'save_costs',
  text: `insert into run_costs as c (run_id, attempt, component, quantity, amount, currency)
    select $1, $2, g.component, g.quantity, g.amount, $4
    from unnest($5::text[], $6::numeric[], $7::numeric[]) as g(component, quantity, amount)
    where exists (
      select from job_runs where id = $1 and attempt = $2 and claimed_by = $3 and status = 'running' for key share
    )
    order by g.component
    on conflict (run_id, attempt, component) do update set quantity = excluded.quantity, amount = excluded.amount`,
};

const read: Statement = {
  name: 'costs_of_run',
  text: `select component, sum(quantity)::text as quantity, sum(amount)::text as amount, min(currency) as currency
    from run_costs where run_id = $1 group by component order by min(attempt), component`,
};

/** `run_costs`: what runs have really cost. */
export class CostStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Writes what an attempt has cost so far, if this worker still has it. */
  async save(
    run: { readonly id: number; readonly attempt: number },
    workerId: number,
    currency: string,
    costs: readonly AttemptCost[],
  ): Promise<void> {
    await this.#session.query(save, [
      run.id,
      run.attempt,
      workerId,
      currency,
      costs.map(({ component }) => component),
      costs.map(({ quantity }) => quantity),
      costs.map(({ amount }) => amount),
    ]);
  }

  async ofRun(runId: number): Promise<ActualCost[]> {
    return this.#session.query<ActualCost>(read, [runId]);
  }
}
