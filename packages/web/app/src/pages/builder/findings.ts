import type { Fault } from '../../data/problem.js';

/** What the server found about a chain. */
export interface Judgement {
  readonly errors: readonly {
    readonly step: number | null;
    readonly path: string;
    readonly message: string;
  }[];
  readonly warnings: readonly { readonly step: number; readonly message: string }[];
}

/** What was found about one step. */
export interface StepFindings {
  /** Of its parameters: shown at their fields. */
  readonly faults: readonly Fault[];
  /** Of the step itself. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** What was found about a chain, told apart by the keys of its steps. */
export interface Findings {
  readonly ofChain: readonly string[];
  readonly ofSteps: ReadonlyMap<number, StepFindings>;
}

const nothing: StepFindings = { faults: [], errors: [], warnings: [] };

/** What the server found, by the keys of the steps that it was asked about, in their order. */
export function findingsOf({ errors, warnings }: Judgement, keys: readonly number[]): Findings {
  const ofSteps = new Map<number, StepFindings>();
  const ofChain: string[] = [];
  const add = (step: number, more: Partial<StepFindings>) => {
    const key = keys[step];
    if (key === undefined) return;
    const before = ofSteps.get(key) ?? nothing;
    ofSteps.set(key, {
      faults: [...before.faults, ...(more.faults ?? [])],
      errors: [...before.errors, ...(more.errors ?? [])],
      warnings: [...before.warnings, ...(more.warnings ?? [])],
    });
  };
  for (const { step, path, message } of errors) {
    if (step === null) ofChain.push(message);
    else if (isOfParameters(path)) add(step, { faults: [{ path: withinParameters(path), reason: message }] });
    else add(step, { errors: [message] });
  }
  for (const { step, message } of warnings) add(step, { warnings: [message] });
  return { ofChain, ofSteps };
}

const parameters = /^steps\[\d+\]\.parameters(\.|\[|$)/;

function isOfParameters(path: string): boolean {
  return parameters.test(path);
}

function withinParameters(path: string): string {
  return path.replace(/^steps\[\d+\]\.parameters\.?/, '');
}

/** How many findings of a kind there are in all. */
export function countOf({ ofChain, ofSteps }: Findings): { errors: number; warnings: number } {
  const steps = [...ofSteps.values()];
  return {
    errors: steps.reduce((sum, { faults, errors }) => sum + faults.length + errors.length, ofChain.length),
    warnings: steps.reduce((sum, { warnings }) => sum + warnings.length, 0),
  };
}
