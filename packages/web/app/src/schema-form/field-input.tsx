import { type ReactNode, useId } from 'react';
import { Button, IconButton } from '../components/button.js';
import { Field as Labelled } from '../components/field.js';
import { type Draft, emptyDraft, isGroupDraft, itemDrafts, memberDraft, textOf } from './draft.js';
import type {
  ChoiceField,
  Field,
  GroupField,
  JsonField,
  ListField,
  NumberField,
  TextField,
} from './field.js';
import { isMasked } from './field.js';
import { pathTo } from './read-draft.js';
import { hintOf, inWords } from './words-of-field.js';

type Faults = ReadonlyMap<string, readonly string[]>;

interface FieldInputProps {
  readonly field: Field;
  readonly path: string;
  /** Of the group that the field is a member of. */
  readonly draft: Draft;
  readonly faults: Faults;
  /** Takes the group's inputs with this one's change. */
  readonly onChange: (draft: Draft) => void;
}

/** The input of a member of a group. */
export function FieldInput({ field, path, draft, faults, onChange }: FieldInputProps) {
  const members = isGroupDraft(draft) ? draft : {};
  return (
    <AnyInput
      field={field}
      label={field.name}
      path={path}
      draft={memberDraft(field, draft)}
      faults={faults}
      onChange={(changed) => onChange({ ...members, [field.name]: changed })}
    />
  );
}

interface InputProps<Kind extends Field = Field> {
  readonly field: Kind;
  readonly label: string;
  readonly path: string;
  readonly draft: Draft;
  readonly faults: Faults;
  readonly onChange: (draft: Draft) => void;
}

function AnyInput({ field, ...rest }: InputProps) {
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json':
      return <TextInput field={field} {...rest} />;
    case 'switch':
      return <SwitchInput field={field} {...rest} />;
    case 'choice':
      return <ChoiceInput field={field} {...rest} />;
    case 'list':
      return <ListInput field={field} {...rest} />;
    case 'group':
      return <GroupInput field={field} {...rest} />;
  }
}

function TextInput({
  field,
  label,
  path,
  draft,
  faults,
  onChange,
}: InputProps<TextField | NumberField | JsonField>) {
  const text = textOf(draft);
  const long = field.kind === 'json' || (field.kind === 'text' && field.multiline);
  const shared = {
    value: text,
    spellCheck: false,
    autoComplete: field.kind === 'text' && field.secret ? 'new-password' : 'off',
    placeholder: placeholderOf(field),
  };
  return (
    <Labelled label={nameOf(field, label)} {...wordsOf(field, path, faults)}>
      {(attributes) =>
        long ? (
          <textarea
            {...attributes}
            {...shared}
            className={field.kind === 'json' ? 'input code' : 'input'}
            rows={field.kind === 'json' ? 4 : 3}
            onChange={({ target }) => onChange(target.value)}
          />
        ) : (
          <input
            {...attributes}
            {...shared}
            className="input"
            type={field.kind === 'text' && field.secret ? 'password' : 'text'}
            inputMode={inputModeOf(field)}
            onChange={({ target }) => onChange(target.value)}
          />
        )
      }
    </Labelled>
  );
}

function placeholderOf({ kind, fallback }: Field): string | undefined {
  if (fallback === undefined || isMasked(fallback)) return kind === 'json' ? 'JSON' : undefined;
  return inWords(fallback);
}

function inputModeOf(field: Field): 'numeric' | 'decimal' | 'email' | 'url' | undefined {
  if (field.kind === 'number') return field.integer ? 'numeric' : 'decimal';
  if (field.kind !== 'text') return undefined;
  return field.format === 'email' ? 'email' : field.format === 'uri' ? 'url' : undefined;
}

function SwitchInput({ field, label, path, draft, faults, onChange }: InputProps) {
  return (
    <Labelled label={nameOf(field, label)} {...wordsOf(field, path, faults)}>
      {(attributes) => (
        <input
          {...attributes}
          type="checkbox"
          className="check"
          checked={textOf(draft) === 'true'}
          onChange={({ target }) => onChange(String(target.checked))}
        />
      )}
    </Labelled>
  );
}

function ChoiceInput({ field, label, path, draft, faults, onChange }: InputProps<ChoiceField>) {
  return (
    <Labelled label={nameOf(field, label)} {...wordsOf(field, path, faults)}>
      {(attributes) => (
        <select
          {...attributes}
          className="input"
          value={textOf(draft)}
          onChange={({ target }) => onChange(target.value)}
        >
          <option value="">{field.required ? 'Choose …' : 'Not given'}</option>
          {field.choices.map((choice, index) => (
            <option key={choice.label} value={String(index)}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function ListInput({ field, label, path, draft, faults, onChange }: InputProps<ListField>) {
  const items = itemDrafts(draft);
  const replaced = (at: number, by: readonly Draft[]) => [
    ...items.slice(0, at),
    ...by,
    ...items.slice(at + 1),
  ];
  return (
    <Group field={field} label={label} path={path} faults={faults}>
      {items.map((item, index) => (
        // Entries have no names of their own: one that goes takes its place with it.
        // oxlint-disable-next-line react/no-array-index-key
        <div className="entry" key={index}>
          <AnyInput
            field={field.item}
            label={`${label} ${String(index + 1)}`}
            path={pathTo(path, index)}
            draft={item}
            faults={faults}
            onChange={(changed) => onChange(replaced(index, [changed]))}
          />
          <IconButton
            label={`Remove ${label} ${String(index + 1)}`}
            icon="close"
            onClick={() => onChange(replaced(index, []))}
          />
        </div>
      ))}
      <Button icon="plus" onClick={() => onChange([...items, emptyDraft(field.item)])}>
        Add to {label}
      </Button>
    </Group>
  );
}

function GroupInput({ field, label, path, draft, faults, onChange }: InputProps<GroupField>) {
  return (
    <Group field={field} label={label} path={path} faults={faults}>
      {field.fields.map((member) => (
        <FieldInput
          key={member.name}
          field={member}
          path={pathTo(path, member.name)}
          draft={draft}
          faults={faults}
          onChange={onChange}
        />
      ))}
    </Group>
  );
}

function Group({
  field,
  label,
  path,
  faults,
  children,
}: Pick<InputProps, 'field' | 'label' | 'path' | 'faults'> & { children: ReactNode }) {
  const id = useId();
  const { hint, fault } = wordsOf(field, path, faults);
  return (
    <fieldset className="group" aria-describedby={`${id}-words`}>
      <legend>{nameOf(field, label)}</legend>
      <div id={`${id}-words`} className="words">
        {hint === undefined ? null : <span className="hint">{hint}</span>}
        {fault === null ? null : <span className="fault">{fault}</span>}
      </div>
      {children}
    </fieldset>
  );
}

function nameOf({ required }: Field, label: string): string {
  return required ? `${label} (required)` : label;
}

function wordsOf(
  field: Field,
  path: string,
  faults: Faults,
): { hint: string | undefined; fault: string | null } {
  return { hint: hintOf(field), fault: faults.get(path)?.join('; ') ?? null };
}
