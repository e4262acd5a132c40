import type { UseQueryResult } from '@tanstack/react-query';
import type { SystemStatus } from './artifacts.js';
import { useArtifact } from './use-artifact.js';

/** Everything that goes on. Asked for now and then even without an event: that nothing ticks is no event. */
export function useSystemStatus(): UseQueryResult<SystemStatus> {
  return useArtifact<'status'>('/api/status', { everyMs: 15_000 });
}
