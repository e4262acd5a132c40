import { useState } from 'react';
import { DialogForm } from '../../components/dialog-form.js';
import { Field } from '../../components/field.js';
import { Modal } from '../../components/modal.js';
import { ReasonField } from '../../components/reason-field.js';
import { TextField } from '../../components/text-field.js';
import { type Policy, wordOf } from './rule-in-words.js';
import { useSetRule } from './use-set-rule.js';

interface RuleDialogProps {
  readonly open: boolean;
  readonly policy: Policy;
  readonly onClose: () => void;
}

/** Asks which runs are approved without asking anybody. */
export function RuleDialog({ open, policy, onClose }: RuleDialogProps) {
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Set a rule"
      description="For runs that are judged from now on; what waits already stays for a person. Of several rules the most exact one holds."
    >
      {open ? <RuleForm policy={policy} onClose={onClose} /> : null}
    </Modal>
  );
}

const choices = [
  { value: 'on', word: 'are approved without asking' },
  { value: 'amount', word: 'are approved up to an amount' },
  { value: 'off', word: 'wait until somebody is asked' },
];

function RuleForm({ policy, onClose }: Omit<RuleDialogProps, 'open'>) {
  const [job, setJob] = useState('');
  const [client, setClient] = useState('');
  const [choice, setChoice] = useState('on');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const set = useSetRule(true);
  const word = wordOf(choice, amount);
  const submit = () => {
    setTried(true);
    if (word === undefined) return;
    const about = { job: job || null, client: client.trim() || null };
    set.mutate({ word, ...about, reason: reason.trim() || undefined }, { onSuccess: onClose });
  };
  return (
    <DialogForm
      confirm="Set"
      leave="Cancel"
      busy={set.isPending}
      problem={set.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Choice label="Runs of" value={job} onChange={setJob} choices={jobsOf(policy)} />
      <TextField
        label="For the client"
        hint="Empty: for every client."
        value={client}
        maxLength={255}
        autoComplete="off"
        onChange={setClient}
      />
      <Choice label="They" value={choice} onChange={setChoice} choices={choices} />
      {choice === 'amount' ? (
        <TextField
          label={`Amount in ${policy.currency}`}
          fault={tried && word === undefined ? 'is an amount such as 5 or 0.25' : null}
          inputMode="decimal"
          value={amount}
          onChange={setAmount}
        />
      ) : null}
      <ReasonField hint="Kept with the rule and in the audit." value={reason} onChange={setReason} />
    </DialogForm>
  );
}

function jobsOf({ rules }: Policy) {
  const names = rules.flatMap(({ set_by, job_name }) =>
    set_by === 'code' && job_name !== null ? [job_name] : [],
  );
  return [{ value: '', word: 'every job' }, ...names.map((name) => ({ value: name, word: name }))];
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: readonly { readonly value: string; readonly word: string }[];
}

function Choice({ label, value, onChange, choices: offered }: ChoiceProps) {
  return (
    <Field label={label}>
      {(attributes) => (
        <select
          {...attributes}
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {offered.map(({ value: of, word }) => (
            <option key={of} value={of}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
