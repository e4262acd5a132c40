import { Button } from '../../components/button.js';
import { counted } from '../../words/counted.js';
import type { Resolution } from './use-resolve.js';
import './failures.css';

interface BulkBarProps {
  /** How many failures are selected. */
  readonly failures: number;
  readonly onResolve: (resolution: Resolution) => void;
}

/** What can be done with the selected failures; it keeps its place while none is, so that nothing jumps. */
export function BulkBar({ failures, onResolve }: BulkBarProps) {
  return (
    <div className="bulk-bar">
      <span className="quiet" aria-live="polite">
        {failures === 0 ? 'None selected' : `${counted(failures, 'failure')} selected`}
      </span>
      <Button icon="retry" disabled={failures === 0} onClick={() => onResolve('resubmit')}>
        Resubmit
      </Button>
      <Button icon="close" disabled={failures === 0} onClick={() => onResolve('delete')}>
        Delete
      </Button>
    </div>
  );
}
