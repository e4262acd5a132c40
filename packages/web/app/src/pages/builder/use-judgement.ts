import { useMemo, useState } from 'react';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';
import type { BuilderState } from './builder-state.js';
import { type ChainData, chainOf, type FormOf, weightFault } from './chain-of.js';
import { type Findings, findingsOf, type StepFindings } from './findings.js';

/** A chain with what is known to be wrong with it. */
export interface Judged {
  readonly chain: ChainData;
  readonly findings: Findings;
  /** Whether the server found the chain as it stands valid; null while nobody has asked since it changed. */
  readonly valid: boolean | null;
  readonly busy: boolean;
  /** Has the server judge it; false when it cannot run as it stands. */
  validate(): Promise<boolean>;
}

interface Answered {
  /** The chain that was asked about, as it was sent. */
  readonly about: string;
  readonly findings: Findings;
  readonly valid: boolean;
}

const none: Findings = { ofChain: [], ofSteps: new Map() };

/** What is wrong with a chain: what can be seen here at once, and what the server found, until the chain changes. */
export function useJudgement(state: BuilderState, forms: FormOf): Judged {
  const { chain, faults } = useMemo(() => chainOf(state, forms), [state, forms]);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const ask = useAction<ChainData, DataOf<'chains validate'>>(
    { method: 'POST', path: '/api/job-builder/validate', body: (given) => ({ chain: given }) },
    { touches: [] },
  );
  const about = JSON.stringify(chain);
  const current = answered?.about === about ? answered : null;
  const seen = faults.size > 0 || weightFault(state.steps) !== null;
  return {
    chain,
    findings: merged(current?.findings ?? none, faults),
    valid: seen ? null : (current?.valid ?? null),
    busy: ask.isPending,
    validate: async () => {
      if (seen) return false;
      const keys = state.steps.map(({ key }) => key);
      try {
        const judged = await ask.mutateAsync(chain);
        setAnswered({ about, findings: findingsOf(judged, keys), valid: judged.valid });
        return judged.valid;
      } catch {
        // A notice has told why.
        return false;
      }
    },
  };
}

function merged(findings: Findings, faults: ReturnType<typeof chainOf>['faults']): Findings {
  if (faults.size === 0) return findings;
  const ofSteps = new Map<number, StepFindings>(findings.ofSteps);
  for (const [key, found] of faults) {
    const before = ofSteps.get(key) ?? { faults: [], errors: [], warnings: [] };
    ofSteps.set(key, { ...before, faults: [...before.faults, ...found] });
  }
  return { ...findings, ofSteps };
}
