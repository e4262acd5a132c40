import type { ReactNode } from 'react';
import { Button } from './button.js';
import type { IconName } from './icon.js';
import { ProblemNote } from './problem-note.js';

interface DialogFormProps {
  /** What the button says that does it. */
  readonly confirm: string;
  /** What the button says that leaves everything as it is. */
  readonly leave?: string;
  readonly danger?: boolean;
  readonly icon?: IconName;
  readonly busy: boolean;
  /** Why it did not work, where that is shown in the form. */
  readonly problem?: Error | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** What stands in a dialog: its fields, and the two buttons that end it. What is typed is judged by the form, not by the browser. */
export function DialogForm({ confirm, leave = 'Keep as it is', danger = false, ...rest }: DialogFormProps) {
  const { icon, busy, problem = null, onSubmit, onClose, children } = rest;
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {problem === null || busy ? null : <ProblemNote error={problem} />}
      <div className="choices">
        <Button onClick={onClose}>{leave}</Button>
        <Button type="submit" kind={danger ? 'danger' : 'primary'} busy={busy} icon={icon}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}
