import { ConfigurationMissingError } from '../config/configuration-errors.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { InfraError } from '../errors/infra-error.js';
import { type Finding, fine, orFine, problem, warning } from '../health/finding.js';
import { JobIndexStaleError, readJobIndex } from '../registry/job-index.js';
import type { Host } from './host.js';

/** Faulty jobs that are told one by one. */
const mostNamed = 5;

/** The configuration, the code of the extensions and the job index. The host is null when it cannot be opened. */
export async function examineCode(
  open: () => Promise<Host>,
): Promise<{ readonly host: Host | null; readonly findings: readonly Finding[] }> {
  let host: Host;
  try {
    host = await open();
  } catch (error) {
    return { host: null, findings: [refusal(error)] };
  }
  const findings = [
    fine('configuration', `${host.file} is valid`),
    ...(await examineExtensions(host)),
    await examineIndex(host),
  ];
  return { host, findings };
}

function refusal(error: unknown): Finding {
  if (error instanceof ConfigurationMissingError) {
    return warning('configuration', `nothing but this could be looked at: ${error.message}`, error.hint);
  }
  if (!(error instanceof InfraError)) throw error;
  if (error instanceof JobIndexStaleError) return problem('job_index', error.message, '`infra build`');
  const check = error.code === 'extension_faulty' ? 'extensions' : 'configuration';
  return problem(check, error.message, error.hint ?? 'correct it, then `infra doctor` again');
}

/** Loads all code: the job index, which lists jobs without it, hides what is broken. */
async function examineExtensions({ registry }: Host): Promise<readonly Finding[]> {
  const loads = [
    registry.loadExtensions(),
    ...registry.jobs.map((job) => registry.load(job.name)),
  ] as Promise<unknown>[];
  const settled = await Promise.allSettled(loads);
  const messages = settled.flatMap((load) =>
    load.status === 'rejected'
      ? [load.reason instanceof Error ? load.reason.message : String(load.reason)]
      : [],
  );
  const findings = [...new Set(messages)]
    .slice(0, mostNamed)
    .map((message) => problem('extensions', message, 'correct the extension, then `infra build`'));
  const { extensions, jobs } = registry;
  return orFine(findings, 'extensions', `${extensions.length} extension(s) with ${jobs.length} job(s) load`);
}

async function examineIndex(host: Host): Promise<Finding> {
  const reading = readJobIndex(await loadConfiguration({ cwd: host.directory, file: host.file }));
  switch (reading.state) {
    case 'valid':
      return fine('job_index', 'the job index says what code and configuration say');
    case 'absent':
      return fine('job_index', 'there is no job index; everything works without it, and starts slower');
    case 'stale':
      return warning('job_index', `the job index is passed over: ${reading.reason}`, '`infra build`');
  }
}
