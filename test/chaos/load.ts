import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { ChaosHost } from './chaos-host.ts';

/** What was asked for. */
export interface Load {
  /** Submissions, by their numbers from 0. */
  readonly submitted: number;
  readonly cancels: number;
}

/** Submits runs at a steady rate and cancels some of them until the time is over. */
export async function putLoad(host: ChaosHost, chance: Chance, until: number): Promise<Load> {
  let submitted = 0;
  let cancels = 0;
  const open: Promise<void>[] = [];
  while (Date.now() < until) {
    for (let more = chance.whole(1, 8); more > 0; more--) {
      const job = chance.whole(0, 5) === 0 ? 'tight' : 'work';
      const long = job === 'work' && chance.whole(0, 10) === 0;
      const parameters = {
        number: submitted++,
        ms: long ? chance.whole(500, 2_500) : chance.whole(0, 80),
        failures: chance.oneOf([0, 0, 0, 0, 0, 1, 2, 5]),
      };
      const cancelAfter = chance.whole(0, 25) === 0 ? chance.between(0, 1_500) : null;
      if (cancelAfter !== null) cancels++;
      open.push(submitAndPerhapsCancel(host, { job, parameters, cancelAfter }));
    }
    await pause(chance.between(20, 120));
  }
  await Promise.all(open);
  return { submitted, cancels };
}

interface Wanted {
  readonly job: string;
  readonly parameters: { readonly number: number };
  readonly cancelAfter: number | null;
}

async function submitAndPerhapsCancel(host: ChaosHost, wanted: Wanted): Promise<void> {
  const { job, parameters, cancelAfter } = wanted;
  // With a key, so that an answer that was lost with its connection can be asked for again.
  const key = `number ${parameters.number}`;
  const { runId } = await untilAnswered(() => host.client.runs.submit(job, parameters, { key }));
  if (cancelAfter === null) return;
  await pause(cancelAfter);
  await untilAnswered(() => host.cancel(runId));
}

/** Tries again while the database is away. */
export async function untilAnswered<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if ((error as { code?: string }).code !== 'database_unreachable') throw error;
      await pause(50);
    }
  }
}
