import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { questionOf } from './resolutions.js';
import { type Resolution, type Selection, useResolve } from './use-resolve.js';

/** What somebody is about to do. */
export interface Resolving {
  readonly resolution: Resolution;
  readonly selections: readonly Selection[];
  /** How many failures that are. */
  readonly failures: number;
}

interface ResolveDialogProps {
  /** Null while nobody asks. */
  readonly resolving: Resolving | null;
  readonly onClose: () => void;
  /** Told when it is done. */
  readonly onDone?: () => void;
}

const nothing: Resolving = { resolution: 'resubmit', selections: [], failures: 0 };

/** Asks before failures are resolved. */
export function ResolveDialog({ resolving, onClose, onDone }: ResolveDialogProps) {
  const resolve = useResolve();
  const { resolution, selections, failures } = resolving ?? nothing;
  return (
    <ConfirmDialog
      open={resolving !== null}
      onClose={onClose}
      {...questionOf(resolution, failures)}
      danger={resolution === 'delete'}
      onConfirm={async () => {
        await resolve(resolution, selections);
        onDone?.();
      }}
    />
  );
}
