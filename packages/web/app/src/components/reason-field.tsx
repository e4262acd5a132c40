import { TextField } from './text-field.js';

interface ReasonFieldProps {
  /** Where it is kept, as a sentence. */
  readonly hint: string;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Why somebody does what he does: as long as the audit takes it, and his to leave out. */
export function ReasonField({ hint, value, onChange }: ReasonFieldProps) {
  return (
    <TextField label="Reason (optional)" hint={hint} value={value} maxLength={500} onChange={onChange} />
  );
}
