import './json-view.css';

/** A value as indented JSON, as text. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  return (
    // It scrolls, so the keyboard has to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="json-view" tabIndex={0} aria-label={label}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}

/** A JSON object on one line, short: `path=/ times=3`; nothing for an empty one. */
export function Arguments({ of }: { of: Readonly<Record<string, unknown>> }) {
  const words = Object.entries(of).map(([name, value]) => `${name}=${shown(value)}`);
  if (words.length === 0) return <span className="quiet">none</span>;
  return (
    <span className="arguments code" title={JSON.stringify(of, null, 2)}>
      {words.join(' ')}
    </span>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
