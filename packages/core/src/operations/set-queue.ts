import { queueNameFault } from '@infra/traits/values';
import type { Artifact } from '../artifacts/artifact.js';
import type { QueueWidth } from '../artifacts/queue-width.js';
import { InfraError } from '../errors/infra-error.js';
import { setQueueWidth } from '../jobs/set-queue-width.js';
import type { Host } from './host.js';

export interface SetQueueInput {
  readonly name: string;
  /** Runs at once in the whole cluster, from 1 to 10,000; null for as many as the workers take. */
  readonly width: number | null;
  readonly reason?: string;
  /** The queue of this user's shell runs, not the host's; as it is where there is no host. False by default. */
  readonly shell?: boolean | undefined;
}

/** A queue cannot be called or be as wide as that. */
export class InvalidQueueError extends InfraError {
  readonly code = 'invalid_value';
}

const widest = 10_000;

/**
 * Sets how many runs of a queue may run at once in the whole cluster, or of one of this user's shell runs. It holds at once, also for workers that are
 * claiming at this moment; runs that are running go on and count.
 * @throws {InvalidQueueError}
 */
export async function setQueue(host: Host, input: SetQueueInput): Promise<Artifact<QueueWidth>> {
  const { name, width, reason = null } = input;
  const fault = queueNameFault(name);
  if (fault !== null) throw new InvalidQueueError(fault);
  if (width !== null && !(Number.isInteger(width) && width >= 1 && width <= widest)) {
    throw new InvalidQueueError(`a width is a whole number from 1 to ${widest}, not ${width}`);
  }
  const word = { queue: name, width, actor: host.actor, reason };
  const ofHost = host.configured && input.shell !== true;
  if (ofHost) await setQueueWidth({ database: await host.database(), clock: host.clock }, word);
  else await (await import('./set-shell-queue.js')).setShellQueue(host, word);
  const whose = ofHost ? '' : ' (of shell runs)';
  const message =
    width === null
      ? `The queue '${name}'${whose} has no width: its runs are as many at once as the workers take`
      : `At most ${width} run(s) of the queue '${name}'${whose} run at once`;
  return { data: { name, width, message }, artifact_type: 'text', title: 'Queue Set' };
}
