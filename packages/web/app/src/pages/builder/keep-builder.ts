import { type Draft, isGroupDraft, itemDrafts } from '../../schema-form/draft.js';
import type { Field } from '../../schema-form/field.js';
import { type BuilderState, type BuilderStep, emptyBuilder } from './builder-state.js';
import type { FormOf } from './chain-of.js';

/** Where a chain that is not saved survives a reload: in this tab alone. */
const place = 'infra-jobs builder';

/** What a reload has left; nothing where there is none, or what another version of the page has left. */
export function restored(storage: Pick<Storage, 'getItem'>): BuilderState {
  try {
    const kept: unknown = JSON.parse(storage.getItem(place) ?? 'null');
    return isState(kept) ? kept : emptyBuilder;
  } catch {
    return emptyBuilder;
  }
}

/** Keeps a chain for a reload, without what is secret. */
export function keep(storage: Pick<Storage, 'setItem'>, state: BuilderState, formOf: FormOf): void {
  const steps = state.steps.map((step): BuilderStep => {
    if (step.kind === 'chain') return step;
    return { ...step, draft: withoutSecrets(formOf(step.of), step.draft) };
  });
  try {
    storage.setItem(place, JSON.stringify({ ...state, steps }));
  } catch {
    // A full or forbidden storage keeps nothing: the chain is lost with the page, as any form is.
  }
}

/** The inputs of a field with those of its secrets empty; all of them, where they are written as one text. */
function withoutSecrets(field: Field, draft: Draft): Draft {
  if (typeof draft === 'string') return holdsSecret(field) ? '' : draft;
  if (field.kind === 'list') return itemDrafts(draft).map((item) => withoutSecrets(field.item, item));
  if (field.kind !== 'group' || !isGroupDraft(draft)) return draft;
  return Object.fromEntries(
    Object.entries(draft).map(([name, value]) => {
      const member = field.fields.find((each) => each.name === name);
      return [name, member === undefined ? value : withoutSecrets(member, value)];
    }),
  );
}

function holdsSecret(field: Field): boolean {
  if (field.kind === 'text') return field.secret;
  if (field.kind === 'list') return holdsSecret(field.item);
  return field.kind === 'group' && field.fields.some(holdsSecret);
}

function isState(value: unknown): value is BuilderState {
  if (typeof value !== 'object' || value === null) return false;
  const { name, description, steps, nextKey } = value as Partial<Record<keyof BuilderState, unknown>>;
  return (
    typeof name === 'string' &&
    typeof description === 'string' &&
    typeof nextKey === 'number' &&
    Array.isArray(steps) &&
    steps.every(isStep)
  );
}

function isStep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { key, kind, of, name, weight, draft } = value as Partial<Record<keyof BuilderStep, unknown>>;
  return (
    typeof key === 'number' &&
    (kind === 'job' || kind === 'chain') &&
    typeof of === 'string' &&
    typeof name === 'string' &&
    typeof weight === 'string' &&
    draft !== undefined &&
    draft !== null
  );
}
