import { InvalidCronError, readCron } from '@infra/traits';
import type { Artifact } from '../artifacts/artifact.js';
import type { ScheduledChain } from '../artifacts/chain-change.js';
import { ChainNotFoundError, ChainRefusedError } from '../chains/chain-errors.js';
import { putOnSchedule, scheduleOfChain, takeFromSchedule } from '../chains/schedule-chain.js';
import type { GivenToChain } from '../chains/step-parameters.js';
import { occurrencesOf } from '../clock/occurrences.js';
import { scheduleInWords } from '../clock/schedule-in-words.js';
import type { Host } from './host.js';
import { catalogueOf } from './named-chain.js';
import { plannedChain } from './planned-chain.js';
import { readSubmission } from './read-submission.js';

export interface ScheduleChainInput {
  readonly name: string;
  /** Six fields; null takes it from its schedule. */
  readonly schedule: string | null;
  /** IANA name; UTC by default. */
  readonly timeZone?: string | undefined;
  /** What the runs of the schedule are given. */
  readonly parameters?: GivenToChain | undefined;
  /** What the runs of the schedule work on; what the steps say of now by default. */
  readonly subject?: string | undefined;
}

/**
 * Puts a chain that has a name on a schedule, as a job is on one: each occurrence is one run, and one that cannot run is
 * recorded. Replaces the schedule that it has.
 * @throws {ChainNotFoundError} @throws {ChainInvalidError} when it could not run with what it is given.
 * @throws {ChainRefusedError} for a schedule that is none, and when it is to be taken from one and is on none.
 * @throws {InvalidTimeZoneError} @throws {InvalidSubmissionError} for a subject that cannot be one.
 */
export async function scheduleChain(
  host: Host,
  input: ScheduleChainInput,
): Promise<Artifact<ScheduledChain>> {
  const { name, schedule, timeZone = 'UTC', parameters } = input;
  if (schedule === null) return unschedule(host, name);
  checkTimes(schedule, timeZone);
  readSubmission({ subject: input.subject });
  const { judged } = await plannedChain(host, name, parameters);
  const subject = input.subject ?? judged.subject;
  const holds = subject === null ? null : { subject, conflictGroup: judged.conflictGroup };
  const database = await host.database();
  await database.transaction((session) =>
    putOnSchedule(session, name, { schedule, timeZone, given: judged.given, holds }, host.actor),
  );
  const stored = await scheduleOfChain(database, name);
  return artifactOf({
    name,
    schedule,
    time_zone: timeZone,
    subject,
    next_run: stored?.nextRun?.toISOString() ?? null,
    message: `The chain '${name}' runs by itself: ${scheduleInWords(schedule)} (${timeZone})`,
  });
}

async function unschedule(host: Host, name: string): Promise<Artifact<ScheduledChain>> {
  const catalogue = catalogueOf(host);
  if ((await catalogue.find(name)) === null) throw new ChainNotFoundError(name, await catalogue.names());
  const database = await host.database();
  const taken = await database.transaction((session) => takeFromSchedule(session, name, host.actor));
  if (!taken) throw new ChainRefusedError(`the chain '${name}' is on no schedule`);
  const message = `The chain '${name}' runs only by hand`;
  return artifactOf({ name, schedule: '', time_zone: null, subject: null, next_run: null, message });
}

function checkTimes(schedule: string, timeZone: string): void {
  try {
    readCron(schedule);
  } catch (error) {
    if (!(error instanceof InvalidCronError)) throw error;
    throw new ChainRefusedError(error.message, { hint: 'six fields: second minute hour day month weekday' });
  }
  occurrencesOf({ schedule, timeZone });
}

function artifactOf(data: ScheduledChain): Artifact<ScheduledChain> {
  return {
    data,
    artifact_type: 'text',
    title: data.schedule === '' ? 'Chain Unscheduled' : 'Chain Scheduled',
  };
}
