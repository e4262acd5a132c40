import type { UseMutationResult } from '@tanstack/react-query';
import type { Notice } from '../components/toast.js';
import { counted } from '../words/counted.js';
import type { DataOf } from './artifacts.js';
import { useAction } from './use-action.js';

/** What becomes out of date when runs are moved. */
const touches = ['runs', 'status', 'failures', 'jobs', 'approvals', 'throughput'];

interface ManyRuns {
  readonly ids: readonly string[];
  readonly reason?: string | undefined;
}

/** Cancels runs by their ids. */
export function useCancelRuns(): UseMutationResult<DataOf<'runs cancel'>, Error, ManyRuns> {
  return useAction(
    { method: 'POST', path: '/api/runs/cancel', body: (runs) => runs },
    {
      touches,
      tell: ({ cancelled, stopping, refused }) => {
        if (stopping.length === 0) return inWords('Cancelled', cancelled.length, refused);
        return inWords('Asked to end:', cancelled.length + stopping.length, refused);
      },
    },
  );
}

/** Approves runs by their ids. */
export function useApproveRuns(): UseMutationResult<DataOf<'runs approve filter'>, Error, ManyRuns> {
  return useAction(
    { method: 'POST', path: '/api/approvals/approve', body: (runs) => runs },
    { touches, tell: ({ approved, refused }) => inWords('Approved', approved.length, refused) },
  );
}

/** Makes a new run from a finished one. */
export function useRetryRun(): UseMutationResult<DataOf<'runs retry'>, Error, { readonly id: string }> {
  return useAction(
    { method: 'POST', path: ({ id }) => `/api/runs/${id}/retry` },
    { touches, tell: ({ run_id }) => `Run ${run_id} is on its way` },
  );
}

function inWords(deed: string, done: number, refused: readonly { readonly reason: string }[]): Notice {
  const [first] = refused;
  if (first === undefined) return { kind: 'good', title: `${deed} ${counted(done, 'run')}` };
  const others = refused.length > 1 ? ` (and ${String(refused.length - 1)} more)` : '';
  const title = done === 0 ? 'Nothing was done' : `${deed} ${counted(done, 'run')}, not all`;
  return { kind: 'bad', title, detail: `${first.reason}${others}` };
}
