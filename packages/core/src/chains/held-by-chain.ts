import { mergeParameters, type Parameters } from '../registry/parse-parameters.js';
import type { JobRegistry } from '../registry/job-registry.js';
import type { GivenChain, GivenStep } from '../registry/registered-chain.js';
import { subjectOf } from '../registry/subject-of.js';
import type { ChainContents } from './chain-contents.js';
import type { ChainWarning } from './chain-fault.js';
import { stepParameters } from './step-parameters.js';

/** What a run works on, and the group in which it holds it. */
export interface Held {
  readonly subject: string;
  readonly conflictGroup: string;
}

/** What a run of a chain holds, by what its steps are given: what the first step works on that says it. */
export interface HeldByChain {
  /** Null where no step says what it works on. */
  readonly held: Held | null;
  /** Steps that work on something else, which the run does not hold. */
  readonly warnings: readonly ChainWarning[];
}

export function heldByChain(
  chain: GivenChain,
  given: Parameters,
  registry: Pick<JobRegistry, 'find'>,
  contents: ChainContents,
): HeldByChain {
  const ofSteps = chain.steps.map((step) => {
    return subjectsOf(step, stepParameters(chain, step, given, contents), { registry, contents, within: [] });
  });
  const [held = null] = ofSteps.flat();
  const warnings = ofSteps.flatMap((subjects, step) =>
    subjects
      .filter((other) => other.subject !== held?.subject || other.conflictGroup !== held.conflictGroup)
      .map(({ subject }): ChainWarning => {
        const message = `works on '${subject}', and a run of the chain holds '${held?.subject}' alone`;
        return { step, code: 'other_subject', message };
      }),
  );
  return { held, warnings };
}

interface Known {
  readonly registry: Pick<JobRegistry, 'find'>;
  readonly contents: ChainContents;
  /** The chains that the step is in: one that contains itself is told of elsewhere. */
  readonly within: readonly string[];
}

function subjectsOf(step: GivenStep, parameters: Parameters, known: Known): Held[] {
  const { registry, contents, within } = known;
  if (step.chain === undefined) {
    const job = step.job === undefined ? undefined : registry.find(step.job);
    const subject = job === undefined ? null : subjectOf(job, mergeParameters(job, parameters));
    return job === undefined || subject === null ? [] : [{ subject, conflictGroup: job.conflictGroup }];
  }
  const { chain: name } = step;
  const chain = contents.chains.get(name);
  if (chain === undefined || within.includes(name)) return [];
  return chain.steps.flatMap((one) =>
    subjectsOf(one, stepParameters(chain, one, parameters, contents), {
      ...known,
      within: [...within, name],
    }),
  );
}
