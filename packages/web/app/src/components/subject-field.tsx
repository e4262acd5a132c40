import { TextField } from './text-field.js';

interface SubjectFieldProps {
  readonly hint: string;
  readonly value: string;
  readonly onChange: (subject: string) => void;
}

/** What a run works on. */
export function SubjectField(props: SubjectFieldProps) {
  return <TextField label="Subject" maxLength={255} autoComplete="off" {...props} />;
}
