// Type tests: compiled, never run. What must not compile says so with @ts-expect-error.
import { z } from 'zod';
import { CombinedJob, type CombinedResult, type JobInput, type JobOutput, runCombinedJob } from './index.js';

declare const context: Parameters<typeof runCombinedJob>[1];
declare const weight: number;
const parameters = z.object({ source: z.string(), depth: z.number().default(3) });

@CombinedJob({
  name: 'a',
  parameters,
  schedule: '0 0 3 * * *',
  phases: [
    {
      name: 'Clear',
      job: 'clear',
      weight: 10,
      parameters: ({ source, depth }) => ({ source, next: depth + 1 }),
    },
    { name: 'Index', job: 'index', weight: 60, parameters: { all: true } },
    { name: 'Tell', job: 'tell' },
  ],
})
export class Declared {
  declare parameters: typeof parameters;
}

export const input: JobInput<typeof Declared> = { source: 'posts' };
// @ts-expect-error source is missing
export const incomplete: JobInput<typeof Declared> = {};
export const output: CombinedResult | null = null as JobOutput<typeof Declared> | null;

// What the compiler cannot add up is for the declaration: fractions, and numbers that are not literals.
@CombinedJob({
  name: 'b',
  phases: [
    { name: 'x', job: 'x', weight: 33.4 },
    { name: 'y', job: 'y', weight: 33.3 },
    { name: 'z', job: 'z', weight: 33.3 },
  ],
})
export class Fractions {}

@CombinedJob({ name: 'c', phases: [{ name: 'x', job: 'x', weight }] })
export class Unknown {}

@CombinedJob({ name: 'd', phases: ['x', 'y'].map((name) => ({ name, job: name })) })
export class Many {}

@CombinedJob({ name: 'e', resumable: false, phases: [{ name: 'x', job: 'x', weight: 100 }] })
export class Whole {}

// ---- what must not compile

@CombinedJob({
  name: 'x',
  // @ts-expect-error 90 in all
  phases: [
    { name: 'x', job: 'x', weight: 30 },
    { name: 'y', job: 'y', weight: 60 },
  ],
})
export class Ninety {}

@CombinedJob({
  name: 'x',
  // @ts-expect-error 110 in all
  phases: [
    { name: 'x', job: 'x', weight: 50 },
    { name: 'y', job: 'y', weight: 60 },
  ],
})
export class TooMuch {}

@CombinedJob({
  name: 'x',
  // @ts-expect-error nothing is left for the second
  phases: [
    { name: 'x', job: 'x', weight: 100 },
    { name: 'y', job: 'y' },
  ],
})
export class NothingLeft {}

@CombinedJob({
  name: 'x',
  // @ts-expect-error a weight of nothing
  phases: [
    { name: 'x', job: 'x', weight: 0 },
    { name: 'y', job: 'y', weight: 100 },
  ],
})
export class Weightless {}

@CombinedJob({
  name: 'x',
  // @ts-expect-error a negative weight
  phases: [
    { name: 'x', job: 'x', weight: -10 },
    { name: 'y', job: 'y', weight: 110 },
  ],
})
export class Negative {}

// @ts-expect-error no phase
@CombinedJob({ name: 'x', phases: [] })
export class Empty {}

// @ts-expect-error a phase without a job
@CombinedJob({ name: 'x', phases: [{ name: 'x', weight: 100 }] })
export class Jobless {}

// @ts-expect-error the phases decide for themselves how often they are tried
@CombinedJob({ name: 'x', retry: { maxAttempts: 3 }, phases: [{ name: 'x', job: 'x' }] })
export class Retried {}

// @ts-expect-error the field says other parameters than the decorator
@CombinedJob({ name: 'x', phases: [{ name: 'x', job: 'x' }], parameters: z.object({ other: z.number() }) })
export class Misdeclared {
  declare parameters: typeof parameters;
}

export async function local(): Promise<void> {
  await runCombinedJob(
    [
      { name: 'x', weight: 40, run: () => 1 },
      { name: 'y', run: () => {} },
    ],
    context,
  );
  await runCombinedJob(
    // @ts-expect-error 90 in all
    [
      { name: 'x', weight: 40, run: () => 1 },
      { name: 'y', weight: 50, run: () => {} },
    ],
    context,
  );
}

@CombinedJob({ name: 'of_source', parameters, subject: 'source', phases: [{ name: 'x', job: 'x' }] })
export class OfSource {}

// @ts-expect-error no parameter has this name
@CombinedJob({ name: 'of_nothing', parameters, subject: 'sorce', phases: [{ name: 'x', job: 'x' }] })
export class OfNothing {}
