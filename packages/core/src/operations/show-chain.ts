import type { Artifact } from '../artifacts/artifact.js';
import type { ChainDetails } from '../artifacts/chain-details.js';
import { ChainNotFoundError } from '../chains/chain-errors.js';
import { judgeChain } from '../chains/judge-chain.js';
import type { ChainSchedule } from '../chains/schedule-chain.js';
import { occurrencesOf } from '../clock/occurrences.js';
import { scheduleInWords } from '../clock/schedule-in-words.js';
import { maskGiven, maskRun } from '../registry/mask-run.js';
import type { GivenStep } from '../registry/registered-chain.js';
import type { Host } from './host.js';
import { chainsOfHost, listedChain } from './listed-chain.js';
import { catalogueOf } from './named-chain.js';

export interface ShowChainInput {
  readonly name: string;
}

const shownNext = 5;

/**
 * Everything that is known of one chain, and whether it could run now.
 * @throws {ChainNotFoundError}
 */
export async function showChain(host: Host, { name }: ShowChainInput): Promise<Artifact<ChainDetails>> {
  const all = await chainsOfHost(host);
  const found = all.find(({ chain }) => chain.name === name);
  if (found === undefined)
    throw new ChainNotFoundError(
      name,
      all.map(({ chain }) => chain.name),
    );
  const { chain, saved, schedule } = found;
  const { registry } = host;
  const { faults, warnings } = await judgeChain(chain, registry, catalogueOf(host), { name });
  return {
    data: {
      ...listedChain(found),
      created_at: saved?.createdAt.toISOString() ?? null,
      parameters: maskGiven(registry, chain.parameters),
      steps: chain.steps.map((step, index) => shownStep(host, step, index)),
      schedule_human: schedule === null ? 'Only by hand' : scheduleInWords(schedule.schedule),
      schedule_parameters: maskGiven(registry, schedule?.given),
      schedule_subject: schedule?.subject ?? null,
      next_runs: nextRuns(schedule, new Date(host.clock.now())),
      valid: faults.length === 0,
      errors: [...faults],
      warnings: [...warnings],
    },
    artifact_type: 'presentation_card',
    title: `Chain: ${name}`,
  };
}

function shownStep({ registry }: Host, step: GivenStep, index: number): ChainDetails['steps'][number] {
  const { job = null, chain = null, weight = null, parameters = {} } = step;
  return {
    index,
    name: step.name ?? job ?? chain ?? '',
    job,
    chain,
    weight,
    parameters: job === null ? maskGiven(registry, parameters) : maskRun(registry, job, parameters),
  };
}

function nextRuns(schedule: ChainSchedule | null, now: Date): string[] {
  if (schedule?.enabled !== true) return [];
  return occurrencesOf(schedule)
    .takeNext(shownNext, now)
    .map((moment) => moment.toISOString());
}
