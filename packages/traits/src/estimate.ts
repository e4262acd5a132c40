import type { Amount } from './cost.js';
import type { ExtensionDatabase } from './job-context.js';

/** One part of what a run will cost. */
export interface CostComponent {
  /** What is paid for, up to 100 characters; one component a name. */
  readonly component: string;
  /** How many units of it. */
  readonly quantity: Amount;
  /** The price of one; left out: what the host's configuration says of the component (`costs.prices`). */
  readonly unitPrice?: Amount;
  /** The fewest units that it may be; `quantity` by default. */
  readonly low?: Amount;
  /** The most units that it may be; `quantity` by default. */
  readonly high?: Amount;
}

/** What a job's `estimate` returns. */
export interface CostEstimate {
  readonly components: readonly CostComponent[];
  /** What whoever approves the run should know, a sentence each. */
  readonly warnings?: readonly string[];
}

/** What `estimate(parameters, context)` gets beside the parameters. */
export interface EstimateContext {
  readonly runId: string;
  readonly jobName: string;
  /** The unit prices of the host's configuration, as decimal digits. */
  readonly prices: Readonly<Record<string, string>>;
  /** The host's currency, `USD` for example. */
  readonly currency: string;
  readonly db: ExtensionDatabase;
  /** Aborted when the estimate has taken too long (30 s) or its worker stops. */
  readonly signal: AbortSignal;
}
