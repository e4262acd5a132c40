import { useState } from 'react';
import { useLocation } from 'wouter';
import { DialogForm } from '../../components/dialog-form.js';
import { Modal } from '../../components/modal.js';
import { SubjectField } from '../../components/subject-field.js';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';
import { counted } from '../../words/counted.js';
import type { ChainData } from './chain-of.js';

interface RunChainDialogProps {
  readonly open: boolean;
  readonly chain: ChainData;
  /** '' for one that is not saved. */
  readonly name: string;
  readonly steps: number;
  readonly warnings: number;
  readonly onClose: () => void;
}

/** Asks what the chain works on, and submits it. */
export function RunChainDialog({ open, steps, warnings, onClose, ...chain }: RunChainDialogProps) {
  const warned =
    warnings === 0 ? '' : ` There ${warnings === 1 ? 'is' : 'are'} ${counted(warnings, 'warning')}.`;
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Run the chain"
      description={`${counted(steps, 'step')} as one combined run, one after the other.${warned}`}
    >
      {open ? <RunChainForm {...chain} onClose={onClose} /> : null}
    </Modal>
  );
}

function RunChainForm({ chain, name, onClose }: Pick<RunChainDialogProps, 'chain' | 'name' | 'onClose'>) {
  const [subject, setSubject] = useState('');
  const [resume, setResume] = useState(false);
  const run = useRunChain(name === '' ? chain : { ...chain, name });
  return (
    <DialogForm
      confirm="Run"
      leave="Cancel"
      icon="runs"
      busy={run.isPending}
      problem={run.error}
      onSubmit={() => run.mutate({ subject: subject.trim() || undefined, resume: resume || undefined })}
      onClose={onClose}
    >
      <SubjectField
        hint="What it works on, such as a source. None by default."
        value={subject}
        onChange={setSubject}
      />
      <label className="row">
        <input
          type="checkbox"
          className="check"
          checked={resume}
          onChange={({ target }) => setResume(target.checked)}
        />
        Go on where an earlier run of the same chain and subject failed
      </label>
    </DialogForm>
  );
}

function useRunChain(chain: ChainData) {
  const [, navigate] = useLocation();
  return useAction<{ subject: string | undefined; resume: true | undefined }, DataOf<'chains run'>>(
    {
      method: 'POST',
      path: '/api/job-builder/run',
      body: (options) => ({ chain, ...options }),
    },
    {
      touches: ['runs', 'status'],
      ownProblems: true,
      tell: ({ run_id }) => {
        navigate(`/runs/${run_id}`);
        return `Run ${run_id} of the chain is on its way`;
      },
    },
  );
}
