import { Scrollable } from './scrollable.js';
import './json-view.css';

/** A value as indented JSON, as text. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  return (
    <Scrollable className="json-view" label={label}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </Scrollable>
  );
}

/** A JSON object on one line, short: `path=/ times=3`; nothing for an empty one. */
export function Arguments({ of }: { of: Readonly<Record<string, unknown>> }) {
  const words = Object.entries(of).map(([name, value]) => `${name}=${shown(value)}`);
  if (words.length === 0) return null;
  return (
    <span className="arguments code" title={JSON.stringify(of, null, 2)}>
      {words.join(' ')}
    </span>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
