/** By whose word a run was approved: its job's code, an operator's policy, whoever submitted it, or a person afterwards. */
export type ApprovalHow = 'code' | 'policy' | 'submitter' | 'person';

/** One part of an estimate; every amount and quantity as decimal digits. */
export interface EstimateLine {
  readonly component: string;
  readonly quantity: string;
  readonly unit_price: string;
  readonly amount: string;
}

/** What a run was estimated to cost, as it is stored: amounts as decimal digits, sums exact. */
export interface StoredEstimate {
  readonly currency: string;
  readonly lines: readonly EstimateLine[];
  /** Null when the estimate failed: the warnings say why. */
  readonly amount: string | null;
  readonly low: string | null;
  readonly high: string | null;
  readonly warnings: readonly string[];
}
