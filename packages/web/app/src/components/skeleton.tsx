import './empty-state.css';

/** Holds the place of what is being read, so that nothing jumps when it comes. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <output className="skeleton" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <span key={`line-${String(line)}`} />
      ))}
    </output>
  );
}
