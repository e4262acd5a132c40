import { useState } from 'react';
import { DialogForm } from '../../components/dialog-form.js';
import { Field } from '../../components/field.js';
import { Modal } from '../../components/modal.js';
import { ReasonField } from '../../components/reason-field.js';
import { TextField } from '../../components/text-field.js';
import type { DataOf } from '../../data/artifacts.js';
import { serverNow } from '../../data/server-clock.js';
import { useAction } from '../../data/use-action.js';
import { type Hold, holds, untilOf } from './job-switch.js';

interface SwitchDialogProps {
  readonly job: string;
  /** What it is to be; null while nobody asks. */
  readonly to: 'enable' | 'disable' | null;
  readonly onClose: () => void;
}

const words = {
  enable: { title: 'Enable', about: 'It runs on its schedule again, whatever its code says.' },
  disable: {
    title: 'Disable',
    about:
      'Its schedule fires no more; each occurrence is recorded as skipped. A run by hand is still possible.',
  },
} as const;

/** Asks for reason and expiry before a job is enabled or disabled. */
export function SwitchDialog({ job, to, onClose }: SwitchDialogProps) {
  const { title, about } = words[to ?? 'disable'];
  return (
    <Modal open={to !== null} onClose={onClose} title={`${title} ${job}?`} description={about}>
      {to === null ? null : <SwitchForm job={job} to={to} onClose={onClose} />}
    </Modal>
  );
}

function SwitchForm({ job, to, onClose }: { job: string; to: 'enable' | 'disable'; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [hold, setHold] = useState<Hold>('');
  const [at, setAt] = useState('');
  const [late, setLate] = useState(false);
  const say = useSwitch(job, to);
  const act = () => {
    const until = untilOf(hold, at, serverNow());
    setLate(until === null);
    if (until === null) return;
    say.mutate({ reason: reason.trim() || undefined, until: until?.toISOString() }, { onSuccess: onClose });
  };
  return (
    <DialogForm
      confirm={words[to].title}
      danger={to === 'disable'}
      busy={say.isPending}
      onSubmit={act}
      onClose={onClose}
    >
      <ReasonField hint="Kept in the audit, and shown beside the job." value={reason} onChange={setReason} />
      <HoldFields hold={hold} onHold={setHold} at={at} onAt={setAt} late={late} />
    </DialogForm>
  );
}

interface HoldFieldsProps {
  readonly hold: Hold;
  readonly onHold: (hold: Hold) => void;
  /** A local date and time, for the hold `at`. */
  readonly at: string;
  readonly onAt: (at: string) => void;
  /** Whether that has passed. */
  readonly late: boolean;
}

function HoldFields({ hold, onHold, at, onAt, late }: HoldFieldsProps) {
  return (
    <>
      <Field label="This holds">
        {(attributes) => (
          <select
            {...attributes}
            className="input"
            value={hold}
            onChange={({ target }) => onHold(target.value as Hold)}
          >
            {holds.map(({ value, word }) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      {hold === 'at' ? (
        <TextField
          label="Until"
          type="datetime-local"
          fault={late ? 'is a moment that lies ahead' : null}
          value={at}
          onChange={onAt}
        />
      ) : null}
    </>
  );
}

function useSwitch(job: string, to: 'enable' | 'disable') {
  return useAction<{ reason: string | undefined; until: string | undefined }, DataOf<'jobs disable'>>(
    {
      method: 'POST',
      path: `/api/jobs/${encodeURIComponent(job)}/${to}`,
      body: (input) => input,
    },
    { touches: ['jobs', 'status', 'occurrences'], tell: ({ message }) => message },
  );
}
