/** A sentence of the server: what stands between backticks is a command or a name, and looks like one. */
export function Prose({ children }: { children: string }) {
  return children.split('`').map((part, index) =>
    // Every second part stood between two of them.
    index % 2 === 1 ? <code key={`${part} ${String(index)}`}>{part}</code> : part,
  );
}
