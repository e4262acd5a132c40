import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import type { RunDetails } from '../../data/artifacts.js';
import { useApproveRuns, useCancelRuns, useRetryRun } from '../../data/run-actions.js';
import { Allowed } from '../../data/session.js';
import { isFinal, isHeld } from './run-moves.js';

/** What can be done with a run as it stands. */
export function RunActions({ run }: { run: RunDetails }) {
  return (
    <Allowed to="operator">
      {isHeld(run.status) ? <ApproveButton run={run} /> : null}
      {isFinal(run.status) ? <RetryButton run={run} /> : <CancelButton run={run} />}
    </Allowed>
  );
}

function ApproveButton({ run }: { run: RunDetails }) {
  const approve = useApproveRuns();
  return (
    <Button
      kind="primary"
      icon="check"
      busy={approve.isPending}
      onClick={() => approve.mutate({ ids: [run.id] })}
    >
      Approve
    </Button>
  );
}

function RetryButton({ run }: { run: RunDetails }) {
  const [, navigate] = useLocation();
  const retry = useRetryRun();
  return (
    <Button
      icon="retry"
      busy={retry.isPending}
      onClick={() => retry.mutate({ id: run.id }, { onSuccess: ({ run_id }) => navigate(`/runs/${run_id}`) })}
    >
      Run again
    </Button>
  );
}

function CancelButton({ run }: { run: RunDetails }) {
  const [open, setOpen] = useState(false);
  const cancel = useCancelRuns();
  const runs = run.status === 'running';
  return (
    <>
      <Button icon="slash" disabled={run.cancel_requested_at !== null} onClick={() => setOpen(true)}>
        {run.cancel_requested_at === null ? 'Cancel' : 'Being cancelled'}
      </Button>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Cancel run ${run.id}?`}
        description={
          runs
            ? 'Its job is asked to end, and ended after its grace time.'
            : 'It waits still, so it ends at once and never runs.'
        }
        confirm="Cancel the run"
        danger
        reason="optional"
        onConfirm={(reason) => cancel.mutateAsync({ ids: [run.id], reason })}
      />
    </>
  );
}
