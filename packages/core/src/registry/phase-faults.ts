import { resolve } from 'node:path';
import { didYouMean } from '../config/nearest-name.js';
import type { ExtensionFault } from './extension-faulty-error.js';
import { findCircle } from './find-circle.js';
import type { RegisteredJob } from './registered-job.js';

type Phased = Pick<RegisteredJob, 'name' | 'extension' | 'phases' | 'module' | 'formerly'>;

/** Combined jobs with a phase whose job nobody has, and combined jobs that contain themselves, directly or not. */
export function phaseFaults(jobs: readonly Phased[], hostDirectory: string): ExtensionFault[] {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  return jobs.flatMap((job) => {
    const reasons = [...unknownJobs(job, byName), ...ownContents(job, byName)];
    const file = resolve(hostDirectory, job.module);
    return reasons.map((reason) => ({ extension: job.extension, file, reason }));
  });
}

function unknownJobs(job: Phased, byName: ReadonlyMap<string, Phased>): string[] {
  const phases = (job.phases ?? []).filter((phase) => !byName.has(phase.job));
  return phases.map((phase) => {
    const renamed = [...byName.values()].find(({ formerly }) => formerly.includes(phase.job));
    const why =
      renamed === undefined
        ? `and there is no such job${didYouMean(phase.job, [...byName.keys()])}`
        : `which is called '${renamed.name}' now`;
    return `the phase '${phase.name}' of the job '${job.name}' runs '${phase.job}', ${why}`;
  });
}

/** One sentence for each circle, told by the job of it whose name comes first. */
function ownContents(job: Phased, byName: ReadonlyMap<string, Phased>): string[] {
  const path = findCircle(job, byName, ({ phases }) => (phases ?? []).map((phase) => phase.job));
  if (path === null || path.some(({ name }) => name < job.name)) return [];
  if (path.length === 1) return [`the job '${job.name}' has itself as a phase`];
  const names = [...path, job].map(({ name }) => name).join(' has the phase ');
  return [`the job '${job.name}' contains itself: ${names}`];
}
