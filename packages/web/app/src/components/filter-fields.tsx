import { useId } from 'react';
import './filter-fields.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field that narrows a list by what is typed. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <input
      type="search"
      className="input filter-search"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface SelectFieldProps extends SearchFieldProps {
  /** What stands for no choice: `all tags`. */
  readonly all: string;
  readonly choices: readonly (string | { readonly value: string; readonly word: string })[];
}

/** A choice that narrows a list. */
export function SelectField({ label, value, onChange, all, choices }: SelectFieldProps) {
  const id = useId();
  return (
    <span className="filter-select">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{all}</option>
        {choices.map((choice) => {
          const { value: of, word } = typeof choice === 'string' ? { value: choice, word: choice } : choice;
          return (
            <option key={of} value={of}>
              {word}
            </option>
          );
        })}
      </select>
    </span>
  );
}
