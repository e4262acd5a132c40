import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Modal } from '../../components/modal.js';
import { ProblemNote } from '../../components/problem-note.js';
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
  const act = () =>
    run.mutate({
      ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
      ...(resume ? { resume } : {}),
    });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act();
      }}
    >
      <Field label="Subject" hint="What it works on, such as a source. None by default.">
        {(attributes) => (
          <input
            {...attributes}
            className="input"
            value={subject}
            maxLength={255}
            autoComplete="off"
            onChange={({ target }) => setSubject(target.value)}
          />
        )}
      </Field>
      <label className="row">
        <input
          type="checkbox"
          className="check"
          checked={resume}
          onChange={({ target }) => setResume(target.checked)}
        />
        Go on where an earlier run of the same chain and subject failed
      </label>
      {run.error === null || run.isPending ? null : <ProblemNote error={run.error} />}
      <div className="choices">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" icon="runs" busy={run.isPending}>
          Run
        </Button>
      </div>
    </form>
  );
}

function useRunChain(chain: ChainData) {
  const [, navigate] = useLocation();
  return useAction<{ subject?: string; resume?: true }, DataOf<'chains run'>>(
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
