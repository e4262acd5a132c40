import type { InputHTMLAttributes, ReactNode } from 'react';
import { Field } from './field.js';

interface TextFieldProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'className' | 'value' | 'onChange'> {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Why what stands in it is not taken. */
  readonly fault?: string | null;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A labelled line of text, or whatever else one `input` takes as text. */
export function TextField({ label, hint, fault, value, onChange, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(attributes) => (
        <input
          {...input}
          {...attributes}
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
