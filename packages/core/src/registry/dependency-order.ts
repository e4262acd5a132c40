import { findCircle } from './find-circle.js';

/** What has to be known of an extension to put it in its place. */
export interface Dependent {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/**
 * The extensions in an order in which each comes after those it depends on; apart from that the given order stays.
 * A name that is not among them is passed over: {@link dependencyFault} is what reports it.
 */
export function inDependencyOrder<Extension extends Dependent>(
  extensions: readonly Extension[],
): Extension[] {
  const byName = new Map(extensions.map((extension) => [extension.name, extension]));
  const ordered = new Set<Extension>();
  const place = (extension: Extension, above: readonly string[]): void => {
    if (ordered.has(extension) || above.includes(extension.name)) return;
    for (const name of extension.dependsOn) {
      const needed = byName.get(name);
      if (needed !== undefined) place(needed, [...above, extension.name]);
    }
    ordered.add(extension);
  };
  for (const extension of extensions) place(extension, []);
  return [...ordered];
}

/** Why an extension's `dependsOn` cannot be followed, or null: a name nobody has, or a circle. */
export function dependencyFault(extension: Dependent, extensions: readonly Dependent[]): string | null {
  const byName = new Map(extensions.map((other) => [other.name, other]));
  const missing = extension.dependsOn.find((name) => !byName.has(name));
  if (missing !== undefined) return `it depends on '${missing}', which the host does not use`;
  const circle = findCircle(extension, byName, ({ dependsOn }) => dependsOn);
  return circle === null
    ? null
    : `it depends on itself: ${[...circle, extension].map(({ name }) => name).join(' → ')}`;
}
