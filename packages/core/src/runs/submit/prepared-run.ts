import { storableJson } from '../../database/storable-json.js';
import type { NewRun } from './new-run.js';

/** A run ready to be stored: what cannot be said in JSON was refused before. */
export interface PreparedRun {
  readonly run: NewRun;
  readonly parameters: string;
  readonly context: string | null;
  readonly notify: string | null;
  /** Whether nothing but its job, its queue and its parameters has to be written. */
  readonly plain: boolean;
}

/** @throws {TypeError} for what JSON cannot say: a bigint, a circle. */
export function prepareRun(run: NewRun): PreparedRun {
  const { availableAt, delayMs, subject, clientId, context, notify, retryOf, key, traceParent } = run;
  const { begins, resume, approvedBy } = run;
  return {
    run,
    parameters: storableJson(run.parameters),
    context: context === null ? null : storableJson(context),
    notify: notify === null ? null : storableJson(notify),
    plain:
      begins === 'queued' &&
      !resume &&
      (availableAt ??
        delayMs ??
        subject ??
        clientId ??
        context ??
        notify ??
        retryOf ??
        key ??
        traceParent ??
        approvedBy) === null,
  };
}

/**
 * Takes from the front of a list as many runs as may be stored by one statement: at most `limit`, no key and no subject
 * twice. What it takes is removed from the list.
 */
export function distinctRuns<Item extends { readonly prepared: PreparedRun }>(
  waiting: Item[],
  limit: number,
): Item[] {
  if (waiting.every(({ prepared }) => prepared.plain)) return waiting.splice(0, limit);
  const taken = new Set<string>();
  const batch: Item[] = [];
  const others: Item[] = [];
  for (const item of waiting) {
    const claims = claimsOf(item.prepared.run);
    if (batch.length === limit || claims.some((claim) => taken.has(claim))) {
      // Whoever comes later must not overtake.
      others.push(item);
    } else {
      batch.push(item);
    }
    for (const claim of claims) taken.add(claim);
  }
  waiting.splice(0, waiting.length, ...others);
  return batch;
}

function claimsOf({ jobName, key, conflictGroup, subject }: NewRun): string[] {
  return [
    ...(key === null ? [] : [`key ${jobName} ${key}`]),
    ...(subject === null ? [] : [`subject ${conflictGroup}\n${subject}`]),
  ];
}
