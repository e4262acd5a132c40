import type { Fault } from '../data/problem.js';
import { type Draft, itemDrafts, memberDraft } from './draft.js';
import type { Field } from './field.js';
import { pathTo } from './read-draft.js';

/**
 * Where each fault is shown: at its field or, where its field is not on the page (within what is written as JSON, a key
 * that does not exist), at the nearest one around it; '' is the form itself.
 */
export function placeFaults(
  form: Field,
  draft: Draft,
  faults: readonly Fault[],
): ReadonlyMap<string, readonly string[]> {
  const known = new Set(pathsOf(form, draft, ''));
  const placed = new Map<string, string[]>();
  for (const { path, reason } of faults) {
    const at = nearest(path, known);
    const shown = at === path ? reason : `${path}: ${reason}`;
    placed.set(at, [...(placed.get(at) ?? []), shown]);
  }
  return placed;
}

function nearest(path: string, known: ReadonlySet<string>): string {
  let at = path;
  while (at !== '' && !known.has(at)) at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, '');
  return at;
}

/** The places of a form that have a field which can show a fault. */
function pathsOf(field: Field, draft: Draft, path: string): string[] {
  if (field.kind === 'list') {
    const items = itemDrafts(draft).flatMap((item, index) => pathsOf(field.item, item, pathTo(path, index)));
    return [path, ...items];
  }
  if (field.kind !== 'group') return [path];
  return [
    path,
    ...field.fields.flatMap((member) =>
      pathsOf(member, memberDraft(member, draft), pathTo(path, member.name)),
    ),
  ];
}
