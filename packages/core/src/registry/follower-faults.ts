import { resolve } from 'node:path';
import type { ConfigurationIssue } from '../config/configuration-errors.js';
import { didYouMean } from '../config/nearest-name.js';
import type { ConfiguredHost } from '../config/configured-host.js';
import type { ExtensionFault } from './extension-faulty-error.js';
import { findCircle } from './find-circle.js';
import type { RegisteredJob } from './registered-job.js';

type Follower = Pick<RegisteredJob, 'name' | 'extension' | 'after' | 'module' | 'formerly'>;

/** What is wrong with `after`, where it was written: by an author or in the configuration. */
export interface FollowerFaults {
  readonly faults: readonly ExtensionFault[];
  readonly issues: readonly ConfigurationIssue[];
}

/** Jobs that are to follow a job that nobody has, and jobs that would follow each other without end. */
export function followerFaults(
  jobs: readonly Follower[],
  host: Pick<ConfiguredHost, 'directory'> & { readonly settings: Pick<ConfiguredHost['settings'], 'jobs'> },
): FollowerFaults {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const found = jobs.flatMap((job) => [
    ...job.after.filter((name) => !byName.has(name)).map((name) => ({ job, reason: unknown(name, jobs) })),
    ...circle(job, byName).map((reason) => ({ job, reason })),
  ]);
  const configured = ({ job }: { job: Follower }) => host.settings.jobs[job.name]?.after !== undefined;
  return {
    faults: found
      .filter((fault) => !configured(fault))
      .map(({ job, reason }) => ({
        extension: job.extension,
        file: resolve(host.directory, job.module),
        reason: `the job '${job.name}' runs ${reason}`,
      })),
    issues: found
      .filter(configured)
      .map(({ job, reason }) => ({ path: `jobs.${job.name}.after`, message: `it runs ${reason}` })),
  };
}

function unknown(name: string, jobs: readonly Follower[]): string {
  const renamed = jobs.find(({ formerly }) => formerly.includes(name));
  const names = jobs.map((job) => job.name);
  return renamed === undefined
    ? `after '${name}', and there is no such job${didYouMean(name, names)}`
    : `after '${name}', which is called '${renamed.name}' now`;
}

/** One sentence for each circle, told by the job of it whose name comes first. */
function circle(job: Follower, byName: ReadonlyMap<string, Follower>): string[] {
  const path = findCircle(job, byName, ({ after }) => after);
  if (path === null || path.some(({ name }) => name < job.name)) return [];
  if (path.length === 1) return ['after itself'];
  const files = [...new Set(path.map(({ module }) => module))].join(', ');
  return [`after itself, without end: ${[...path, job].map(({ name }) => name).join(' after ')} (${files})`];
}
