import { chainNameSchema } from '@infra/traits';
import type { Artifact } from '../artifacts/artifact.js';
import type { SavedChainReport } from '../artifacts/chain-change.js';
import { predefinedChains } from '../chains/chain-catalogue.js';
import { ChainInvalidError, ChainRefusedError } from '../chains/chain-errors.js';
import { ChainStore } from '../chains/chain-store.js';
import { judgeChain, type JudgedChain } from '../chains/judge-chain.js';
import { readChain, type WrittenChain } from '../chains/read-chain.js';
import {
  type ChainSchedule,
  type ChainTimes,
  putOnSchedule,
  scheduleOfChain,
} from '../chains/schedule-chain.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { Host } from './host.js';
import { catalogueOf } from './named-chain.js';

export interface SaveChainInput {
  /** Small letters, digits, `-` and `_`, at most 100; one that is saved already is replaced. */
  readonly name: string;
  /** `{ description?, parameters?, steps }`. */
  readonly chain: unknown;
  /** Instead of what the chain says of itself. */
  readonly description?: string | undefined;
}

/**
 * Keeps a chain under a name. What somebody has to give when it runs may be missing, unless it is on a schedule; the runs
 * of its schedule work on what the new steps say, unless somebody has said it.
 * @throws {ChainRefusedError} for a name that cannot be, or is an extension's.
 * @throws {ChainInvalidError}
 */
export async function saveChain(host: Host, input: SaveChainInput): Promise<Artifact<SavedChainReport>> {
  const { name } = input;
  checkName(host, name);
  const { name: _, ...written } = read(input);
  const catalogue = catalogueOf(host);
  const database = await host.database();
  const stored = await scheduleOfChain(database, name);
  const schedule = stored?.wanted === true ? stored : null;
  const given = schedule?.given;
  const judged = await judgeChain(written, host.registry, catalogue, { name, given });
  const { faults, warnings } = judged;
  const missing = faults.filter(({ code }) => code === 'missing_parameter');
  if (faults.length > (given === undefined ? missing.length : 0)) throw new ChainInvalidError(name, faults);
  const times = schedule === null ? null : await timesOf(host, schedule, judged);
  const created = await database.transaction(async (session) => {
    const isNew = await new ChainStore(session).save(name, written, host.actor);
    const details = { steps: written.steps.length, created: isNew };
    const deed = { actor: host.actor, action: 'chain_saved', target: name, reason: null, details };
    await new AuditStore(session).append(deed);
    if (times !== null) await putOnSchedule(session, name, times, host.actor);
    return isNew;
  });
  const message = `The chain '${name}' has been ${created ? 'saved' : 'replaced'}`;
  return {
    data: {
      name,
      created,
      steps: written.steps.length,
      missing: [...missing],
      warnings: [...warnings],
      message,
    },
    artifact_type: 'text',
    title: 'Chain Saved',
  };
}

/** The schedule as it is to be when its runs work on something else with the new steps; null where it stays. */
async function timesOf(host: Host, schedule: ChainSchedule, after: JudgedChain): Promise<ChainTimes | null> {
  const catalogue = catalogueOf(host);
  const { name, given } = schedule;
  const chain = await catalogue.find(name);
  if (chain === null) return null;
  const before = await judgeChain(chain, host.registry, catalogue, { name, given });
  const isSaid = schedule.subject !== before.subject;
  if (isSaid || sameHold(schedule, after)) return null;
  const { subject, conflictGroup } = after;
  const holds = subject === null ? null : { subject, conflictGroup };
  return { schedule: schedule.schedule, timeZone: schedule.timeZone, given, holds };
}

function sameHold(schedule: ChainSchedule, { subject, conflictGroup }: JudgedChain): boolean {
  return schedule.subject === subject && (subject === null || schedule.conflictGroup === conflictGroup);
}

function read({ name, chain, description }: SaveChainInput): WrittenChain {
  const reading = readChain(chain);
  if ('faults' in reading) throw new ChainInvalidError(name, reading.faults);
  if (description === undefined) return reading.chain;
  const described = readChain({ ...reading.chain, name, description });
  if ('faults' in described) throw new ChainInvalidError(name, described.faults);
  return described.chain;
}

function checkName(host: Host, name: string): void {
  const checked = chainNameSchema.safeParse(name);
  if (!checked.success) throw new ChainRefusedError(`a chain's name: ${checked.error.issues[0]?.message}`);
  const predefined = predefinedChains(host.registry).find((chain) => chain.name === name);
  if (predefined === undefined) return;
  throw new ChainRefusedError(
    `the chain '${name}' is predefined by the extension '${predefined.extension}'`,
    {
      hint: 'save it under another name',
    },
  );
}
