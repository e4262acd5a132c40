import { useState } from 'react';
import { Button } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import type { RunRow } from '../../data/artifacts.js';
import { useApproveRuns, useCancelRuns } from '../../data/run-actions.js';
import { counted } from '../../words/counted.js';
import { isFinal, isHeld } from '../run/run-moves.js';

/** What can be done with the selected runs: each deed takes those that it is possible for. */
export function BulkActions({ runs, onDone }: { runs: readonly RunRow[]; onDone: () => void }) {
  const [asked, setAsked] = useState<'cancel' | 'approve' | null>(null);
  const cancel = useCancelRuns();
  const approve = useApproveRuns();
  const unfinished = runs.filter(({ status }) => !isFinal(status)).map(({ id }) => id);
  const held = runs.filter(({ status }) => isHeld(status)).map(({ id }) => id);
  const close = () => setAsked(null);
  return (
    <div className="bulk-actions row spread">
      <strong>{counted(runs.length, 'run')} selected</strong>
      <div className="row">
        <Button icon="check" disabled={held.length === 0} onClick={() => setAsked('approve')}>
          Approve {held.length > 0 ? held.length : ''}
        </Button>
        <Button icon="slash" disabled={unfinished.length === 0} onClick={() => setAsked('cancel')}>
          Cancel {unfinished.length > 0 ? unfinished.length : ''}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Select none
        </Button>
      </div>
      <ConfirmDialog
        open={asked === 'cancel'}
        onClose={close}
        title={`Cancel ${counted(unfinished.length, 'run')}?`}
        description="What waits ends at once; what runs is asked to end, and ended after its grace time."
        confirm={`Cancel ${counted(unfinished.length, 'run')}`}
        danger
        reason="optional"
        onConfirm={async (reason) => {
          await cancel.mutateAsync({ ids: unfinished, reason });
          onDone();
        }}
      />
      <ConfirmDialog
        open={asked === 'approve'}
        onClose={close}
        title={`Approve ${counted(held.length, 'run')}?`}
        description="They are queued, and cost what they cost."
        confirm={`Approve ${counted(held.length, 'run')}`}
        reason="optional"
        onConfirm={async (reason) => {
          await approve.mutateAsync({ ids: held, reason });
          onDone();
        }}
      />
    </div>
  );
}
