import { type ReactNode, useId } from 'react';
import { Prose } from './prose.js';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Why what stands in it is not taken. */
  readonly fault?: string | null;
  /** Draws the control with these attributes, which tie it to its label, hint and fault. */
  readonly children: (attributes: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** A labelled control with its hint and its fault. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const hasFault = fault !== undefined && fault !== null;
  const described = [hint === undefined ? '' : `${id}-hint`, hasFault ? `${id}-fault` : ''].filter(Boolean);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': hasFault || undefined,
      })}
      {hint === undefined ? null : (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {hasFault ? (
        <span className="fault" id={`${id}-fault`}>
          <Prose>{fault}</Prose>
        </span>
      ) : null}
    </div>
  );
}
