import type { Extension } from '@infra/traits';
import { type ConfigurationIssue, ConfigurationInvalidError } from '../config/configuration-errors.js';
import type { ConfiguredHost } from '../config/configured-host.js';
import { issuesOf } from '../config/zod-issues.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import { importExtension, jobsInSlot } from './import-extension.js';
import type { LoadedExtension, LoadedJob } from './loaded-job.js';
import { jsonSchemaOf } from './register-job.js';
import type { RegisteredJob } from './registered-job.js';
import type { ResolvedExtension } from './resolve-extension.js';
import { unknownKeysOf } from './unknown-keys.js';

/**
 * Loads an extension's entry and reads its configuration.
 * @throws {ExtensionFaultyError} @throws {ConfigurationInvalidError}
 */
export async function loadExtension(
  resolved: ResolvedExtension,
  host: ConfiguredHost,
): Promise<LoadedExtension> {
  const extension = await importExtension(resolved, host.directory);
  const { issues, configuration } = await readExtensionConfiguration(extension, resolved.use, host);
  if (issues.length > 0) throw new ConfigurationInvalidError(host.file, issues);
  return { extension, resolved, configuration };
}

/**
 * Loads the module of a job.
 * @throws {ExtensionFaultyError} when it does not load, or the job is not in it.
 */
export async function loadJob(job: RegisteredJob, slot: number, loaded: LoadedExtension): Promise<LoadedJob> {
  const { extension, resolved } = loaded;
  const declared = await jobsInSlot(extension, slot, resolved);
  const found = declared.find(({ definition }) => definition.name === job.name);
  if (found === undefined) {
    const reason = `its jobs[${slot}] does not bring the job '${job.name}'`;
    throw new ExtensionFaultyError([{ extension: extension.name, file: resolved.entry, reason }]);
  }
  const { definition, jobClass, phases } = found;
  const state = typeof definition.resumable === 'object' ? definition.resumable : null;
  return { job, jobClass, schema: definition.parameters ?? null, state, phases, extension };
}

/** What an extension's schema makes of the host's configuration for it; nothing configured counts as `{}`. */
export async function readExtensionConfiguration(
  extension: Extension,
  use: string,
  host: ConfiguredHost,
): Promise<{ readonly issues: readonly ConfigurationIssue[]; readonly configuration: unknown }> {
  const position = host.settings.extensions.findIndex((reference) => reference.use === use);
  const path = ['extensions', position, 'configuration'];
  const given = host.settings.extensions[position]?.configuration;
  if (extension.configuration === undefined) {
    const message = `the extension '${extension.name}' takes no configuration`;
    return {
      issues: given === undefined ? [] : [{ path: `extensions[${position}].configuration`, message }],
      configuration: undefined,
    };
  }
  const value = given ?? {};
  const schema = jsonSchemaOf(extension.configuration);
  const checked = await extension.configuration.safeParseAsync(value);
  const issues = [
    ...(checked.success ? [] : issuesOf(checked.error.issues, schema, path)),
    ...unknownKeysOf(value, schema, path),
  ].map((issue) => ({ ...issue, message: `${issue.message} (extension '${extension.name}')` }));
  return { issues, configuration: checked.data };
}
