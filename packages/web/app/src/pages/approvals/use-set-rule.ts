import type { UseMutationResult } from '@tanstack/react-query';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';

/** A rule as the API takes it. */
export interface NewRule {
  /** `on`, `off`, `default` (the rule goes), or an amount up to which nobody is asked. */
  readonly word: string;
  /** Null: every job. */
  readonly job: string | null;
  /** Null: every client. */
  readonly client: string | null;
  readonly reason: string | undefined;
}

/**
 * Sets or removes a rule of approval.
 * @param ownProblems whether whoever calls shows what goes wrong itself.
 */
export function useSetRule(
  ownProblems: boolean,
): UseMutationResult<DataOf<'config auto-approve'>, Error, NewRule> {
  return useAction<NewRule, DataOf<'config auto-approve'>>(
    {
      method: 'PUT',
      path: '/api/approvals/policy',
      body: ({ word, job, client, reason }) => ({
        word,
        ...(job === null ? {} : { job }),
        ...(client === null ? {} : { client }),
        ...(reason === undefined ? {} : { reason }),
      }),
    },
    {
      touches: ['approvals'],
      ownProblems,
      tell: (_, { word }) => (word === 'default' ? 'The rule is removed' : 'The rule holds from now on'),
    },
  );
}
