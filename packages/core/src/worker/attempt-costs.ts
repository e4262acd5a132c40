import type { Amount, CostRecorder } from '@infra/traits';
import type { Clock } from '../clock/clock.js';
import { type AttemptCost, CostStore } from '../costs/cost-store.js';
import { assertComponent, type PriceList, unitPriceOf } from '../costs/unit-price.js';
import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { type Decimal, digitsOf, multiply, readDecimal } from '../money/decimal.js';
import type { ClaimedRun } from '../runs/run.js';

/** Milliseconds between two writes of one run's costs. */
const intervalMs = 250;
/** Tries to write in a row, before what a run has cost is given up for lost. */
const mostTries = 5;
const mostComponents = 1_000;

/** What attempts need to tell of their costs. */
export interface CostTools {
  readonly database: Database;
  readonly prices: PriceList;
  readonly clock: Clock;
  readonly emit: Emit;
}

interface Sum {
  readonly quantity: Decimal;
  readonly amount: Decimal;
}

/** Made by the first thing that is paid for: most attempts pay for nothing. */
interface Ledger {
  readonly sums: Map<string, Sum>;
  unwritten: Set<string>;
  readonly closed: AbortController;
}

/** What one attempt pays for: sums by component, written at most four times a second. */
export class AttemptCosts implements CostRecorder {
  readonly #tools: CostTools;
  readonly #run: ClaimedRun;
  readonly #workerId: number;
  #ledger: Ledger | null = null;
  #writing: Promise<void> | null = null;
  #closed = false;

  constructor(tools: CostTools, run: ClaimedRun, workerId: number) {
    this.#tools = tools;
    this.#run = run;
    this.#workerId = workerId;
  }

  add(component: string, quantity: Amount, unitPrice?: Amount): void {
    assertComponent(component);
    const units = readDecimal(quantity);
    const amount = multiply(units, unitPriceOf(component, unitPrice, this.#tools.prices));
    if (this.#closed) return;
    this.#ledger ??= { sums: new Map(), unwritten: new Set(), closed: new AbortController() };
    const { sums, unwritten } = this.#ledger;
    const sum = sums.get(component) ?? { quantity: 0n, amount: 0n };
    if (sums.size >= mostComponents && !sums.has(component))
      throw new RangeError(`the cost of a run has at most ${mostComponents} components`);
    sums.set(component, { quantity: sum.quantity + units, amount: sum.amount + amount });
    unwritten.add(component);
    this.#writing ??= this.#write(this.#ledger);
  }

  /** Takes no more; the promise of what is still to be written, null when nothing is. */
  close(): Promise<void> | null {
    this.#closed = true;
    this.#ledger?.closed.abort();
    return this.#writing;
  }

  async #write(ledger: Ledger): Promise<void> {
    // What is added in one go is written together.
    await Promise.resolve();
    for (let failures = 0; ledger.unwritten.size > 0 && failures < mostTries; ) {
      const failed = !(await this.#save(ledger));
      failures = failed ? failures + 1 : 0;
      if (failed || !this.#closed)
        await this.#tools.clock.sleep(intervalMs, failed ? undefined : ledger.closed.signal);
    }
    this.#writing = null;
  }

  /** Writes sums, not what was added: the same may be written twice. */
  async #save(ledger: Ledger): Promise<boolean> {
    const { database, prices, emit } = this.#tools;
    const components = ledger.unwritten;
    ledger.unwritten = new Set();
    try {
      const costs = [...components].map((component) => costOf(component, ledger.sums.get(component)));
      await new CostStore(database).save(this.#run, this.#workerId, prices.currency, costs);
      database.hints.send('infra_changed', [String(this.#run.id)]);
      return true;
    } catch (error) {
      for (const component of components) ledger.unwritten.add(component);
      emit({ kind: 'fault', where: 'costs', error });
      return false;
    }
  }
}

function costOf(component: string, { quantity, amount }: Sum = { quantity: 0n, amount: 0n }): AttemptCost {
  return { component, quantity: digitsOf(quantity), amount: digitsOf(amount) };
}
