// Type tests: compiled against the built package, never run. What must not compile says so with @ts-expect-error. By
// test/types/tsconfig.json alone: the declarations below are those of one host, and hold for every file beside them.
import type { Run, Runtime, Submitted } from '@infra/core';
import { Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';

const letter = z.strictObject({
  to: z.string(),
  copies: z.number().default(1),
  on: z.coerce.date().optional(),
});

@Job({ name: 'send_letter', parameters: letter })
export class SendLetter {
  async execute(context: JobContext<typeof letter>): Promise<JobResult> {
    return JobResult.success().withMessage(context.parameters.to);
  }
}

@Job({ name: 'sweep' })
export class Sweep {
  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

// As `infra build` writes them.
declare module '@infra/traits' {
  interface Jobs {
    send_letter: typeof SendLetter;
    sweep: typeof Sweep;
  }
}

declare const runtime: Runtime;
const { runs } = runtime;

// ---- what may be submitted

export const submitted: Promise<Submitted>[] = [
  runs.submit('sweep'),
  runs.submit('sweep', {}),
  runs.submit('sweep', {}, { delay: '5m', priority: 10, queue: 'mail', client: 'acme', subject: 'attic' }),
  runs.submit('sweep', undefined, { at: new Date(), key: 'k', context: { ticket: 7 } }),
  runs.submit('send_letter', { to: 'ann' }),
  runs.submit('send_letter', { to: 'ann', copies: 2, on: new Date() }, { key: 'k' }),
];
export const waited: Promise<Run> = runs.submitAndWait('send_letter', { to: 'ann' }, { timeout: '1m' });
void runs.submitMany([{ job: 'sweep' }, { job: 'send_letter', parameters: { to: 'ann' }, delay: '1h' }]);

// ---- what must not compile

// @ts-expect-error a misspelt job
void runs.submit('send_leter', { to: 'ann' });
// @ts-expect-error parameters are missing
void runs.submit('send_letter');
// @ts-expect-error a parameter is missing
void runs.submit('send_letter', { copies: 2 });
// @ts-expect-error a parameter of another type
void runs.submit('send_letter', { to: 7 });
// @ts-expect-error a misspelt parameter
void runs.submit('send_letter', { to: 'ann', copys: 2 });
// @ts-expect-error the job takes none
void runs.submit('sweep', { to: 'ann' });
// @ts-expect-error options in the place of parameters
void runs.submit('send_letter', { delay: '5m' });
// @ts-expect-error a misspelt option
void runs.submit('sweep', {}, { dealy: '5m' });
// @ts-expect-error no duration
void runs.submit('sweep', {}, { delay: '5 minutes' });
// @ts-expect-error a priority is a number
void runs.submit('sweep', {}, { priority: 'high' });
// @ts-expect-error a moment is a Date
void runs.submit('sweep', {}, { at: '2026-01-14T10:00:00Z' });
// @ts-expect-error what is no transaction
void runs.submit('sweep', {}, { transaction: {} });
// @ts-expect-error a wait is not for a mere submission
void runs.submit('sweep', {}, { timeout: '1m' });
// @ts-expect-error a submission that is waited for cannot stand in a transaction: it would never begin
void runs.submitAndWait('sweep', {}, { transaction: {} as never });
// @ts-expect-error a misspelt job among many
void runs.submitMany([{ job: 'sweep' }, { job: 'sweeep' }]);
// @ts-expect-error parameters are missing among many
void runs.submitMany([{ job: 'send_letter' }]);
// @ts-expect-error the parameters of another job
void runs.submitMany([{ job: 'sweep', parameters: { to: 'ann' } }]);
// @ts-expect-error a misspelt job to look for
void runs.active({ job: 'sweeep' });

// ---- chains

void runtime.chains.run({ steps: [{ job: 'send_letter', parameters: { to: 'ann' } }, { chain: 'other' }] });
// What is missing is for whoever runs it to give.
void runtime.chains.save('letters', { parameters: { to: 'ann' }, steps: [{ job: 'send_letter' }] });
// @ts-expect-error a misspelt job in a chain
void runtime.chains.run({ steps: [{ job: 'send_leter' }] });
// @ts-expect-error a parameter of another type in a chain
void runtime.chains.run({ steps: [{ job: 'send_letter', parameters: { to: 7 } }] });
// @ts-expect-error a misspelt parameter in a chain
void runtime.chains.run({ steps: [{ job: 'send_letter', parameters: { too: 'ann' } }] });
