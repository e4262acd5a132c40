export type { Chain, ChainPlace, ChainStep } from './chain.js';
export { chainNameSchema, chainSchema } from './chain-schema.js';
export type { Checkpoint } from './checkpoint.js';
export { CombinedJob } from './combined-job.js';
export type { CombinedJobDefinition } from './combined-job.js';
export { combinedResult } from './combined-result.js';
export type { CombinedEnd, CombinedResult, PhaseResult } from './combined-result.js';
export type { Amount, Approval, CostRecorder } from './cost.js';
export type { CostComponent, CostEstimate, EstimateContext } from './estimate.js';
export {
  amountSchema,
  cronSchema,
  durationSchema,
  policySchemas,
  prioritySchema,
  queueNameSchema,
  timeZoneSchema,
} from './definition-schema.js';
export { defineExtension, isExtension, migrationsOf } from './define-extension.js';
export type { Extension, ExtensionSetup, JobModule, Migrations } from './define-extension.js';
export { InvalidDurationError, parseDuration } from './duration.js';
export type { Duration } from './duration.js';
export { delay, inject, injectable, injectAll, Lifecycle, scoped, singleton } from './injection.js';
export type { DependencyContainer, InjectionToken } from './injection.js';
export { faultsOfParameters, InvalidParameters } from './invalid-parameters.js';
export { hasCheck, hasEstimate, Job } from './job.js';
export type { Executable } from './job.js';
export type {
  ExtensionDatabase,
  JobContext,
  JobLogger,
  NoParameters,
  Progress,
  Trigger,
} from './job-context.js';
export { JobDeclarationError } from './job-declaration-error.js';
export type { Alert, ClockChange, JobDefinition, Misfire, Overlap, Rate, Retry } from './job-definition.js';
export { jobMetadataOf } from './job-metadata.js';
export type { JobMetadata } from './job-metadata.js';
export type { JobPhase, WeightedPhase } from './job-phase.js';
export { JobResult } from './job-result.js';
export type { Class, JobArguments, JobInput, JobName, JobOutput, JobParameters, Jobs } from './jobs.js';
export { mostPhases, resolveWeights } from './phase-weights.js';
export { InvalidCronError, readCron } from './read-cron.js';
export type { CronReading } from './read-cron.js';
export { runCombinedJob } from './run-combined-job.js';
export type { LocalPhase, PhaseContext } from './run-combined-job.js';
export { DATABASE, RETENTION } from './services.js';
export type { PruneReport, PruneRequest, Retention } from './services.js';
export type { SixFieldCron } from './six-field-cron.js';
export { isTimeZone } from './time-zone.js';
export { CancelRun, DoNotRetry, RetryAt, verdictOf } from './verdict.js';
export type { Verdict } from './verdict.js';
