import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ArtifactCommand, DataOf } from './artifacts.js';
import { request } from './request.js';

/** The noun of an address of the API: `runs` of `/api/runs/12/logs`. Events name what has changed by it. */
function nounOf(path: string): string {
  return /^\/api\/([a-z-]+)/.exec(path)?.[1] ?? path;
}

/** Where the answer of an address is kept. */
function keyOf(path: string): readonly [string, string, string] {
  return ['api', nounOf(path), path];
}

interface Options {
  /** False while what it asks for is not known. */
  readonly enabled?: boolean;
  /** Asks again after so long, for what changes without an event, such as a moment that passes. */
  readonly everyMs?: number;
  /** Shows the answer of the address before while this one is on its way; true for lists with filters. */
  readonly keepPrevious?: boolean;
}

/**
 * The data of the artifact that an address of the API answers, kept up to date by events.
 * `useArtifact<'runs list'>('/api/runs?status=failed')`
 */
export function useArtifact<Command extends ArtifactCommand>(
  path: string,
  { enabled = true, everyMs, keepPrevious = false }: Options = {},
): UseQueryResult<DataOf<Command>> {
  return useQuery({
    queryKey: keyOf(path),
    queryFn: async () => (await request<{ data: object }>('GET', path)).data,
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keepPrevious ? { placeholderData: keepPreviousData<object> } : {}),
  }) as UseQueryResult<DataOf<Command>>;
}
