import { useState } from 'react';
import { DialogForm } from '../../components/dialog-form.js';
import { Modal } from '../../components/modal.js';
import { TextField } from '../../components/text-field.js';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';
import { widthOf } from './width-of.js';

interface WidthDialogProps {
  /** Null while nobody asks. */
  readonly queue: { readonly name: string; readonly width: number | null } | null;
  readonly onClose: () => void;
}

/** Asks how many runs of a queue may run at once. */
export function WidthDialog({ queue, onClose }: WidthDialogProps) {
  return (
    <Modal
      open={queue !== null}
      onClose={onClose}
      title={`Width of the queue ${queue?.name ?? ''}`}
      description="So many of its runs run at once in the whole cluster."
    >
      {queue === null ? null : <WidthForm queue={queue} onClose={onClose} />}
    </Modal>
  );
}

function WidthForm({
  queue,
  onClose,
}: {
  queue: NonNullable<WidthDialogProps['queue']>;
  onClose: () => void;
}) {
  const [text, setText] = useState(queue.width === null ? '' : String(queue.width));
  const [tried, setTried] = useState(false);
  const width = widthOf(text);
  const set = useAction<{ width: number | null }, DataOf<'queues set'>>(
    {
      method: 'PUT',
      path: `/api/queues/${encodeURIComponent(queue.name)}`,
      body: (input) => input,
    },
    { touches: ['queues'], tell: ({ message }) => message },
  );
  return (
    <DialogForm
      confirm="Set"
      busy={set.isPending}
      onSubmit={() => {
        setTried(true);
        if (width !== undefined) set.mutate({ width }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <TextField
        label="Runs at once"
        hint="Empty: as many as the workers take."
        fault={tried && width === undefined ? 'is a whole number from 1 to 10,000' : null}
        inputMode="numeric"
        value={text}
        onChange={setText}
      />
    </DialogForm>
  );
}
