import { ConfirmDialog } from '../../components/confirm-dialog.js';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';

interface PauseDialogProps {
  /** Null for everything; undefined while nobody asks. */
  readonly queue: string | null | undefined;
  /** Whether it is paused now. */
  readonly paused: boolean;
  readonly onClose: () => void;
}

/** Asks before a queue, or everything, is paused or resumed. */
export function PauseDialog({ queue, paused, onClose }: PauseDialogProps) {
  const verb = paused ? 'resume' : 'pause';
  const what = queue === null || queue === undefined ? 'everything' : `the queue ${queue}`;
  const act = useAction<{ reason?: string }, DataOf<'pause'>>(
    {
      method: 'POST',
      path: typeof queue === 'string' ? `/api/queues/${encodeURIComponent(queue)}/${verb}` : `/api/${verb}`,
      body: (input) => input,
    },
    { touches: ['queues', 'status', 'doctor'], tell: ({ message }) => message },
  );
  return (
    <ConfirmDialog
      open={queue !== undefined}
      onClose={onClose}
      title={`${paused ? 'Resume' : 'Pause'} ${what}?`}
      description={
        paused
          ? 'What is queued is taken again; what was due meanwhile follows the policy of its job.'
          : queue === null
            ? 'No worker takes a run and no schedule ticks until it is resumed. What runs goes on.'
            : 'No worker takes a run of it until it is resumed. What runs goes on.'
      }
      confirm={paused ? 'Resume' : 'Pause'}
      danger={!paused}
      reason="optional"
      onConfirm={(reason) => act.mutateAsync(reason === undefined ? {} : { reason })}
    />
  );
}
