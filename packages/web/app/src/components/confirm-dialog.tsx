import { type ReactNode, useState } from 'react';
import { DialogForm } from './dialog-form.js';
import { Modal } from './modal.js';
import { ReasonField } from './reason-field.js';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly description: ReactNode;
  /** What the button says: `Cancel 3 runs`. */
  readonly confirm: string;
  /** Whether it cannot be taken back; false by default. */
  readonly danger?: boolean;
  /** Whether a reason is asked for, which is kept in the audit: not at all by default. */
  readonly reason?: 'optional';
  /** Does it; the dialog closes when it is done, and stays when it fails. */
  readonly onConfirm: (reason: string | undefined) => Promise<unknown>;
}

/** Asks before something is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal open={props.open} onClose={props.onClose} title={props.title} description={props.description}>
      <ConfirmForm {...props} />
    </Modal>
  );
}

function ConfirmForm({ onClose, confirm, danger = false, reason: asks, onConfirm }: ConfirmDialogProps) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await onConfirm(reason.trim() || undefined);
      onClose();
    } catch {
      // The action has told why; the dialog stays for another try.
      setBusy(false);
    }
  };
  return (
    <DialogForm confirm={confirm} danger={danger} busy={busy} onSubmit={() => void act()} onClose={onClose}>
      {asks === undefined ? null : (
        <ReasonField hint="Kept in the audit." value={reason} onChange={setReason} />
      )}
    </DialogForm>
  );
}
