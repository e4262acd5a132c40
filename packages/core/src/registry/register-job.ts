import {
  type Class,
  type Duration,
  hasCheck,
  hasEstimate,
  parseDuration,
  type Rate,
  type Retry,
} from '@infra/traits';
import { z } from 'zod';
import type { JobOverride } from '../config/job-override.js';
import { digitsOf, readDecimal } from '../money/decimal.js';
import { pathWithin } from './host-path.js';
import type { DeclaredJob } from './import-extension.js';
import { jobDefaults } from './job-defaults.js';
import {
  type NamedSchedule,
  ownSchedule,
  type RegisteredJob,
  type RetryPolicy,
  type StartRate,
} from './registered-job.js';

/**
 * A job as the host knows it: what its author declared with the host's configuration laid over it. `retry` and
 * `clockChange` are laid over key by key, everything else as a whole.
 */
export function registerJob(
  {
    definition,
    phases,
    file,
    jobClass,
  }: Pick<DeclaredJob, 'definition' | 'phases' | 'file'> & Partial<Pick<DeclaredJob, 'jobClass'>>,
  override: JobOverride,
  host: { readonly extension: string; readonly directory: string },
): RegisteredJob {
  return plain({
    name: definition.name,
    description: definition.description ?? jobDefaults.description,
    extension: host.extension,
    tags: definition.tags ?? jobDefaults.tags,
    enabled: override.enabled ?? definition.enabled ?? jobDefaults.enabled,
    ...timesOf(definition, override),
    parameters: definition.parameters === undefined ? null : jsonSchemaOf(definition.parameters),
    configuredParameters: override.parameters ?? jobDefaults.configuredParameters,
    ...policiesOf(definition, override),
    ...limitsOf(definition, override),
    queue: override.queue ?? definition.queue ?? jobDefaults.queue,
    priority: override.priority ?? definition.priority ?? jobDefaults.priority,
    ...holdingOf(definition, override, host.extension),
    after: override.after ?? definition.after ?? jobDefaults.after,
    isolation: override.isolation ?? definition.isolation ?? jobDefaults.isolation,
    cancelGraceMs: milliseconds(override.cancelGrace ?? definition.cancelGrace, jobDefaults.cancelGraceMs),
    alert: { ...jobDefaults.alert, ...definition.alert, ...override.alert },
    ...gateOf(definition, override, jobClass),
    // A combined job has no instance that could check anything.
    checks: phases === null && jobClass !== undefined && hasCheck(jobClass),
    formerly: definition.formerly ?? jobDefaults.formerly,
    ...stepsOf(definition, phases),
    chain: placeOf(definition),
    module: pathWithin(host.directory, file),
  });
}

type Definition = DeclaredJob['definition'];

function stepsOf(
  { resumable }: Definition,
  phases: DeclaredJob['phases'],
): Pick<RegisteredJob, 'phases' | 'resumable'> {
  return {
    phases: phases?.map(({ name, job, weight }) => ({ name, job, weight })) ?? null,
    resumable: resumable !== undefined,
  };
}

function placeOf({ chain }: Definition): RegisteredJob['chain'] {
  if (chain === undefined || chain === false) return chain ?? null;
  return { after: chain.after ?? [], before: chain.before ?? [] };
}

function timesOf(
  definition: Definition,
  override: JobOverride,
): Pick<RegisteredJob, 'schedule' | 'timeZone' | 'schedules'> {
  // Null in the configuration takes the schedule away; only undefined leaves the author's.
  const schedule =
    (override.schedule === undefined ? definition.schedule : override.schedule) ?? jobDefaults.schedule;
  const timeZone = override.timeZone ?? definition.timeZone ?? jobDefaults.timeZone;
  return { schedule, timeZone, schedules: [...own(schedule, timeZone), ...named(override, timeZone)] };
}

function policiesOf(
  definition: Definition,
  override: JobOverride,
): Pick<RegisteredJob, 'timeoutMs' | 'retry' | 'overlap' | 'misfire' | 'clockChange' | 'jitterMs'> {
  return {
    timeoutMs: milliseconds(override.timeout ?? definition.timeout, jobDefaults.timeoutMs),
    retry: retryPolicy(definition.retry, override.retry),
    overlap: override.overlap ?? definition.overlap ?? jobDefaults.overlap,
    misfire: override.misfire ?? definition.misfire ?? jobDefaults.misfire,
    clockChange: { ...definition.clockChange, ...override.clockChange },
    jitterMs: milliseconds(override.jitter ?? definition.jitter, jobDefaults.jitterMs),
  };
}

function limitsOf(
  definition: Definition,
  override: JobOverride,
): Pick<RegisteredJob, 'concurrency' | 'rate'> {
  const rate = override.rate ?? definition.rate;
  return {
    concurrency: override.concurrency ?? definition.concurrency ?? jobDefaults.concurrency,
    rate: rate === undefined ? jobDefaults.rate : startRate(rate),
  };
}

function gateOf(
  definition: Definition,
  override: JobOverride,
  jobClass: Class | undefined,
): Pick<RegisteredJob, 'approval' | 'estimates'> {
  const given = override.approval ?? definition.approval ?? jobDefaults.approval;
  const approval = typeof given === 'string' ? given : { above: digitsOf(readDecimal(given.above)) };
  return { approval, estimates: jobClass !== undefined && hasEstimate(jobClass) };
}

function holdingOf(
  { subject, conflictGroup }: Definition,
  override: JobOverride,
  extension: string,
): Pick<RegisteredJob, 'subject' | 'conflictGroup'> {
  return {
    subject: subject ?? jobDefaults.subject,
    conflictGroup: override.conflictGroup ?? conflictGroup ?? extension,
  };
}

function milliseconds<Default extends number | null>(
  given: Duration | undefined,
  otherwise: Default,
): number | Default {
  return given === undefined ? otherwise : parseDuration(given);
}

function startRate({ limit, per = '1s', burst = limit }: Rate): StartRate {
  return { perSecond: (limit * 1000) / parseDuration(per), burst };
}

/** The JSON Schema of what a schema takes, as plain JSON. */
export function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return plain(json);
}

// A copy, so that nothing of the author's is frozen with it; and the same data as a job index gives.
function plain<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}

// Whether the job itself is enabled is asked apart from whether one of its schedules is.
function own(schedule: string, timeZone: string): NamedSchedule[] {
  return schedule === '' ? [] : [{ name: ownSchedule, schedule, timeZone, parameters: {}, enabled: true }];
}

function named(override: JobOverride, timeZone: string): NamedSchedule[] {
  return Object.entries(override.schedules ?? {})
    .map(([name, given]) => ({
      name,
      schedule: given.schedule,
      timeZone: given.timeZone ?? timeZone,
      parameters: given.parameters ?? {},
      enabled: given.enabled ?? true,
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function retryPolicy(declared: Retry | undefined, override: JobOverride['retry']): RetryPolicy {
  const { retry } = jobDefaults;
  const backoff = { ...declared?.backoff, ...override?.backoff };
  return {
    maxAttempts: override?.maxAttempts ?? declared?.maxAttempts ?? retry.maxAttempts,
    kind: backoff.kind ?? retry.kind,
    firstMs: milliseconds(backoff.first, retry.firstMs),
    factor: backoff.factor ?? retry.factor,
    capMs: milliseconds(backoff.cap, retry.capMs),
    jitter: backoff.jitter ?? retry.jitter,
    retryOn: override?.retryOn ?? declared?.retryOn ?? retry.retryOn,
    giveUpOn: override?.giveUpOn ?? declared?.giveUpOn ?? retry.giveUpOn,
  };
}
