import type { DataOf } from '../../data/artifacts.js';

/** A job as the list shows it. */
export type JobRow = DataOf<'jobs list'>['jobs'][number];

/** What a list of jobs is narrowed by; '' for nothing. */
export interface JobFilter {
  readonly search: string;
  readonly tag: string;
  readonly extension: string;
  /** `enabled`, `disabled` or `failing`. */
  readonly state: string;
}

/** The jobs that fit: each word of the search stands in the name, the description or the tags. */
export function narrowJobs(jobs: readonly JobRow[], filter: JobFilter): JobRow[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    const text = [job.name, job.description, job.schedule_human, ...job.tags].join(' ').toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (filter.tag === '' || job.tags.includes(filter.tag)) &&
      (filter.extension === '' || job.extension === filter.extension) &&
      isIn(job, filter.state)
    );
  });
}

function isIn(job: JobRow, state: string): boolean {
  if (state === 'enabled') return job.enabled;
  if (state === 'disabled') return !job.enabled;
  if (state === 'failing') return job.results?.[0]?.status === 'failed';
  return true;
}

/** What there is to choose from: each once, sorted. */
export function choicesOf(jobs: readonly JobRow[]): { tags: string[]; extensions: string[] } {
  return {
    tags: [...new Set(jobs.flatMap(({ tags }) => tags))].toSorted(),
    extensions: [...new Set(jobs.map(({ extension }) => extension))].toSorted(),
  };
}
