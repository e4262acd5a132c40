import { useMemo } from 'react';
import { useArtifact } from './use-artifact.js';

/** What each job does, by its name; empty until it is known. */
export function useJobDescriptions(): ReadonlyMap<string, string> {
  const { data } = useArtifact<'jobs list'>('/api/jobs');
  return useMemo(() => new Map(data?.jobs.map(({ name, description }) => [name, description])), [data]);
}
