import { useMemo } from 'react';
import { Button } from '../components/button.js';
import { Field as Labelled } from '../components/field.js';
import type { Fault } from '../data/problem.js';
import { type Draft, draftOf } from './draft.js';
import type { GroupField } from './field.js';
import { FieldInput } from './field-input.js';
import { placeFaults } from './place-faults.js';
import { readForm } from './read-draft.js';
import './schema-form.css';

interface SchemaFormProps {
  readonly form: GroupField;
  /** What stands in its inputs: a text where the whole is written as JSON. */
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** What is wrong, each shown at its field. */
  readonly faults: readonly Fault[];
}

/** The parameters of a job as a form, or as JSON. */
export function SchemaForm({ form, draft, onChange, faults }: SchemaFormProps) {
  const placed = useMemo(() => placeFaults(form, draft, faults), [form, draft, faults]);
  const asJson = typeof draft === 'string';
  const whole = placed.get('')?.join('; ');
  if (!asJson && form.fields.length === 0) {
    return <p className="quiet">{whole ?? 'This job takes no parameters.'}</p>;
  }
  return (
    <div className="schema-form">
      {asJson ? (
        <Labelled label="Parameters as JSON" fault={whole ?? null}>
          {(attributes) => (
            <textarea
              {...attributes}
              className="input code"
              rows={8}
              spellCheck={false}
              value={draft}
              onChange={({ target }) => onChange(target.value)}
            />
          )}
        </Labelled>
      ) : (
        <>
          {whole === undefined ? null : (
            <p className="fault" role="alert">
              {whole}
            </p>
          )}
          {form.fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              path={field.name}
              draft={draft}
              faults={placed}
              onChange={onChange}
            />
          ))}
        </>
      )}
      <JsonSwitch form={form} draft={draft} onChange={onChange} />
    </div>
  );
}

function JsonSwitch({ form, draft, onChange }: Omit<SchemaFormProps, 'faults'>) {
  const { value, faults } = readForm(form, draft);
  if (typeof draft !== 'string') {
    return (
      <Button kind="quiet" className="as-json" onClick={() => onChange(JSON.stringify(value, null, 2))}>
        Write as JSON
      </Button>
    );
  }
  const hidden = Object.keys(value).some((name) => !form.fields.some((field) => field.name === name));
  return (
    <Button
      kind="quiet"
      className="as-json"
      disabled={faults.length > 0 || hidden}
      onClick={() => onChange(draftOf(form, value))}
    >
      Back to the form
    </Button>
  );
}
