import './facts.css';

/** Labelled sentences, one below the other. */
export function Facts({ of }: { of: readonly { readonly label: string; readonly value: string }[] }) {
  return (
    <dl className="facts">
      {of.map(({ label, value }) => (
        <div key={`${label} ${value}`}>
          <dt>{label}</dt>
          <dd className="break">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
