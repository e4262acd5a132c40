import type { ContentRoot } from '../collections.js';

interface Scope {
  readonly roots: readonly ContentRoot[];
  readonly foreign: readonly ContentRoot[];
  /** Paths at and below which nothing is known. */
  readonly unknown: readonly string[];
  readonly prune: boolean;
}

/** Tells whether a stored path that no file has means that its document is gone, or only that it was not looked at. */
export function goneBelow({ roots, foreign, unknown, prune }: Scope): (path: string) => boolean {
  const isForeign = below(foreign.map(({ path }) => path));
  const isUnknown = below(unknown);
  const isMine = below(roots.map(({ path }) => path));
  return (path) => {
    if (isUnknown(path)) return false;
    return isMine(path) ? !isForeign(path) : prune;
  };
}

function below(places: readonly string[]): (path: string) => boolean {
  return (path) =>
    places.some((place) => {
      if (place === '.') return !path.startsWith('/') && !path.startsWith('../');
      return path === place || path.startsWith(`${place.replace(/\/$/, '')}/`);
    });
}
