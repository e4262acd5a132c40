export type { Artifact, ArtifactType } from './artifacts/artifact.js';
export type { HostConfiguration } from './config/host-configuration.js';
export { type ErrorCode, exitCodeOf, InfraError } from './errors/infra-error.js';
export { describeEvent, type EventLine } from './events/describe-event.js';
export type { Emit, RuntimeEvent } from './events/runtime-event.js';
export { openHost, type OpenHostOptions } from './open-host.js';
export type { Host } from './operations/host.js';
export { operations } from './operations/index.js';
export type { Run, RunError, RunResult } from './runs/run.js';
export type { RunStatus } from './runs/run-status.js';
export type { Runtime, RuntimeOptions } from './runtime.js';
export { version } from './version.js';

/** Loaded when called: the command line opens this door for much less. */
export async function createRuntime(
  options: import('./runtime.js').RuntimeOptions = {},
): Promise<import('./runtime.js').Runtime> {
  return (await import('./runtime.js')).createRuntime(options);
}
