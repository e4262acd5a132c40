import { storableJson } from '../database/storable-json.js';
import { mergeParameters } from '../registry/parse-parameters.js';
import { isGated, isLimited, type RegisteredJob } from '../registry/registered-job.js';
import { heldBy } from '../registry/subject-of.js';

/**
 * What statements take of jobs that come after others, an array for each column: after_job, job_name, parameters, queue,
 * priority, limited, max_attempts, gated, subject, conflict_group.
 */
export function followerArrays(jobs: readonly RegisteredJob[]): unknown[][] {
  const followers = jobs.flatMap((job) => {
    const parameters = mergeParameters(job, {});
    return job.after.map((after) => ({ job, after, parameters, ...heldBy(job, parameters) }));
  });
  return [
    followers.map(({ after }) => after),
    followers.map(({ job }) => job.name),
    followers.map(({ parameters }) => storableJson(parameters)),
    followers.map(({ job }) => job.queue),
    followers.map(({ job }) => job.priority),
    followers.map(({ job }) => isLimited(job)),
    followers.map(({ job }) => job.retry.maxAttempts),
    followers.map(({ job }) => isGated(job)),
    followers.map(({ subject }) => subject),
    followers.map(({ conflictGroup }) => conflictGroup),
  ];
}
