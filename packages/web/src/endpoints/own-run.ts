import { InfraError } from '@infra/core';

/**
 * Refuses what is no id of a run of this host: elsewhere a word stands for a shell run, and those are not there over
 * HTTP.
 */
export function requireOwnRun(path: { readonly id: string }): { readonly id: string } {
  if (/^[1-9]\d{0,14}$/.test(path.id)) return path;
  throw new OwnRunNotFoundError(path.id);
}

/** There is no run of this host with this id. */
class OwnRunNotFoundError extends InfraError {
  readonly code = 'run_not_found';

  constructor(id: string) {
    super(`there is no run '${id}'`, { hint: 'GET /api/runs lists the runs with their ids' });
  }
}
