// Type tests: compiled, never run. What must not compile says so with @ts-expect-error.
import { z } from 'zod';
import {
  type CostEstimate,
  type EstimateContext,
  type Executable,
  InvalidParameters,
  Job,
  type JobContext,
  type JobInput,
  type JobOutput,
  JobResult,
} from './index.js';

declare const result: JobResult;
const parameters = z.object({ directory: z.string(), limit: z.coerce.number().default(10) });
const fewer = z.object({ directory: z.string() });
const other = z.object({ directory: z.number() });

@Job({ name: 'a', schedule: '0 0 * * * *', parameters })
export class WithParameters {
  constructor(readonly dependency: Map<string, string>) {}
  async execute(context: JobContext<typeof parameters>): Promise<JobResult> {
    const limit: number = context.parameters.limit;
    return result.withStats(limit, 0);
  }
}

@Job({ name: 'b' })
export class WithoutContext {
  async execute(): Promise<JobResult> {
    return result;
  }
}

@Job({ name: 'c' })
export class WithoutParameters {
  async execute(context: JobContext): Promise<JobResult> {
    return result.withMessage(context.runId);
  }
}

@Job({ name: 'd', parameters })
export class WithOutput implements Executable<typeof parameters, { pages: number }> {
  execute = async (_context: JobContext<typeof parameters>) => JobResult.success().withOutput({ pages: 3 });
}

@Job({ name: 'e', parameters })
export class AsksForLess {
  async execute(context: JobContext<typeof fewer>): Promise<JobResult> {
    return result.withMessage(context.parameters.directory);
  }
}

// ---- what a caller may pass and gets

export const input: JobInput<typeof WithParameters> = { directory: 'posts' };
// @ts-expect-error directory is missing
export const incomplete: JobInput<typeof WithParameters> = { limit: 3 };
export const output: JobOutput<typeof WithOutput> = { pages: 1 };

// ---- what must not compile

// @ts-expect-error no execute
@Job({ name: 'x' })
export class NoExecute {
  run() {}
}

// @ts-expect-error the context of another schema
@Job({ name: 'x', parameters })
export class WrongContext {
  async execute(_context: JobContext<typeof other>): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error wants parameters, none are declared
@Job({ name: 'x' })
export class Undeclared {
  async execute(_context: JobContext<typeof parameters>): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error returns nothing
@Job({ name: 'x' })
export class NoResult {
  async execute(_context: JobContext): Promise<void> {}
}

// @ts-expect-error abstract
@Job({ name: 'x' })
export abstract class Abstract {
  abstract execute(context: JobContext): Promise<JobResult>;
}

// @ts-expect-error second 61
@Job({ name: 'x', schedule: '61 * * * * *' })
export class BadSchedule {
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error a misspelt option
@Job({ name: 'x', shedule: '0 * * * * *' })
export class Misspelt {
  async execute(): Promise<JobResult> {
    return result;
  }
}

@Job({ name: 'priced', parameters, approval: { above: 5 } })
export class Priced {
  async estimate(
    { directory }: z.output<typeof parameters>,
    { signal }: EstimateContext,
  ): Promise<CostEstimate> {
    signal.throwIfAborted();
    return { components: [{ component: 'files', quantity: directory.length, unitPrice: '0.000002' }] };
  }
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error the estimate is of other parameters
@Job({ name: 'priced_wrongly', parameters })
export class PricedWrongly {
  estimate({ pages }: { readonly pages: number }): CostEstimate {
    return { components: [{ component: 'pages', quantity: pages }] };
  }
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error the estimate is no estimate
@Job({ name: 'priced_without_components' })
export class PricedWithoutComponents {
  estimate(): number {
    return 5;
  }
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error an approval that does not exist
@Job({ name: 'approved_somehow', approval: 'sometimes' })
export class ApprovedSomehow {
  async execute(): Promise<JobResult> {
    return result;
  }
}

// ---- what a run works on

@Job({ name: 'of_directory', parameters, subject: 'directory' })
export class OfDirectory {
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error no parameter has this name
@Job({ name: 'of_nothing', parameters, subject: 'directroy' })
export class OfNothing {
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error a list of things is no thing
@Job({ name: 'of_many', parameters: z.object({ paths: z.array(z.string()) }), subject: 'paths' })
export class OfMany {
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error it has no parameters
@Job({ name: 'of_none', subject: 'directory' })
export class OfNone {
  async execute(): Promise<JobResult> {
    return result;
  }
}

// ---- what a job checks where a run is submitted

@Job({ name: 'checked', parameters })
export class Checked {
  async check({ directory }: z.output<typeof parameters>): Promise<void> {
    if (directory === '') throw new InvalidParameters({ directory: 'is empty' });
  }
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error the check is of other parameters
@Job({ name: 'checked_wrongly', parameters })
export class CheckedWrongly {
  check(_parameters: { readonly pages: number }): void {}
  async execute(): Promise<JobResult> {
    return result;
  }
}

// @ts-expect-error a check that returns its word would not be heard
@Job({ name: 'checked_silently', parameters })
export class CheckedSilently {
  check(): boolean {
    return false;
  }
  async execute(): Promise<JobResult> {
    return result;
  }
}
