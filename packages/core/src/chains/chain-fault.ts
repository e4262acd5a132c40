/** What can be wrong with a chain; the words of the artifact of `infra chains validate`. */
export type ChainFaultCode =
  | 'invalid_chain'
  | 'too_many_steps'
  | 'invalid_weights'
  | 'unknown_job'
  | 'unknown_chain'
  | 'not_a_step'
  | 'invalid_parameters'
  /** Somebody has to give it when the chain runs. */
  | 'missing_parameter'
  | 'contains_itself';

/** Something for which a chain cannot run. */
export interface ChainFault {
  /** From 0; null for what concerns the whole chain. */
  readonly step: number | null;
  readonly code: ChainFaultCode;
  /** Where in the chain: `steps[1].parameters.source`; '' for the whole. */
  readonly path: string;
  readonly message: string;
}

/** Something that may be as it is meant, and may not. */
export interface ChainWarning {
  /** From 0. */
  readonly step: number;
  readonly code: 'order' | 'needs_approval' | 'other_subject' | 'parameters';
  readonly message: string;
}

/** Where a step's part stands in the chain. */
export function stepPath(step: number, part = ''): string {
  return part === '' ? `steps[${step}]` : `steps[${step}].${part}`;
}
