/** Something with a name that leads to others. */
interface Named {
  readonly name: string;
}

/**
 * The way from one of these back to itself, the first one that is found: from `start` to the one that leads to `start`
 * again; null when there is none. A name that is not among them leads nowhere.
 * @param next the names that one leads to.
 */
export function findCircle<Node extends Named>(
  start: Node,
  byName: ReadonlyMap<string, Node>,
  next: (node: Node) => readonly string[],
): readonly Node[] | null {
  const seen = new Set<string>();
  const wayBack = (from: Node): readonly Node[] | null => {
    seen.add(from.name);
    for (const name of next(from)) {
      if (name === start.name) return [from];
      const node = byName.get(name);
      if (node === undefined || seen.has(name)) continue;
      const rest = wayBack(node);
      if (rest !== null) return [from, ...rest];
    }
    return null;
  };
  return wayBack(start);
}
