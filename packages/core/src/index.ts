export type { Identity } from './access/identity.js';
export { includesRole, type Role, roles } from './access/role.js';
export type { Artifact, ArtifactType } from './artifacts/artifact.js';
export type { HostConfiguration } from './config/host-configuration.js';
export { type ErrorCode, exitCodeOf, InfraError } from './errors/infra-error.js';
export { describeEvent, type EventLine } from './events/describe-event.js';
export type { Emit, RuntimeEvent } from './events/runtime-event.js';
export { loginName } from './runtime/login-name.js';
export { openHost, type OpenHostOptions } from './runtime/open-host.js';
export { openBareHost } from './runtime/open-bare-host.js';
export { actingAs } from './operations/acting-as.js';
export type { Host } from './operations/host.js';
export type { Change, ChangedNoun, ChangedRun } from './operations/told-changes.js';
export { operations } from './operations/index.js';
export type { Run, RunError, RunResult } from './runs/run.js';
export { type RunStatus, runStatuses } from './runs/run-status.js';
export type {
  RefusedSubmission,
  RunSubmission,
  SubmissionOptions,
  Submitted,
  WaitOptions,
} from './runtime/runtime-runs.js';
export type { EventStream } from './runtime/event-stream.js';
export type { SubmitOptions } from './operations/read-submission.js';
export type { NotifyTarget } from './runs/submit/new-run.js';
export type { Runtime, RuntimeOptions } from './runtime/runtime.js';
export { coreVersion } from './config/core-version.js';

/** Loaded when called: the command line opens this door for much less. */
export async function createRuntime(
  options: import('./runtime/runtime.js').RuntimeOptions = {},
): Promise<import('./runtime/runtime.js').Runtime> {
  return (await import('./runtime/runtime.js')).createRuntime(options);
}
