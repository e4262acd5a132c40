import { closest, distance } from 'fastest-levenshtein';

/** The candidate that somebody who wrote `name` most likely meant, or null when none is close. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  const known = [...candidates];
  if (known.length === 0) return null;
  const written = name.toLowerCase();
  const nearest = closest(written, known);
  if (distance(written, nearest.toLowerCase()) <= Math.max(2, written.length / 3)) return nearest;
  const begun =
    written.length < 3 ? [] : known.filter((candidate) => candidate.toLowerCase().startsWith(written));
  return begun[0] ?? null;
}

/** The nearest name as the end of a sentence (`: did you mean 'x'?`), or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  return nearest === null ? '' : `: did you mean '${nearest}'?`;
}
