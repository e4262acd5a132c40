import { type Field, type GroupField, isMasked, type ListField } from './field.js';
import { isRecord } from './json-schema.js';

/**
 * What stands in the inputs of a field, whatever it means: a text (of a choice its number, of a switch `true` or
 * `false`, '' for nothing), those of a list, or those of a group by their names.
 */
export type Draft = string | readonly Draft[] | { readonly [name: string]: Draft };

/** The inputs of a field as they are before anybody has touched them. */
export function emptyDraft(field: Field): Draft {
  return draftOf(field, undefined);
}

/** The inputs of a field that show a value; undefined for none. */
export function draftOf(field: Field, value: unknown): Draft {
  switch (field.kind) {
    case 'text':
      return value === undefined || value === null ? '' : asText(value);
    case 'number':
      return typeof value === 'number' ? String(value) : '';
    case 'switch':
      return String((value ?? field.fallback) === true);
    case 'choice': {
      const index = field.choices.findIndex((choice) => same(choice.value, value));
      return index === -1 ? '' : String(index);
    }
    case 'list':
      return itemsOf(field, value).map((item) => draftOf(field.item, item));
    case 'group':
      return groupDraft(field, isRecord(value) ? value : {});
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
  }
}

function groupDraft(field: GroupField, value: Readonly<Record<string, unknown>>): Draft {
  return Object.fromEntries(
    field.fields.map((member) => [
      member.name,
      draftOf(member, Object.hasOwn(value, member.name) ? value[member.name] : undefined),
    ]),
  );
}

// What is taken where nothing is given is shown, to be added to; a secret in it is not known here.
function itemsOf({ fallback }: ListField, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value !== undefined) return [value];
  if (Array.isArray(fallback) && !isMasked(fallback)) return fallback;
  return [];
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether two values are the same JSON. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The draft of a member of a group; that of nothing where there is none. */
export function memberDraft(field: Field, draft: Draft): Draft {
  return isGroupDraft(draft) && Object.hasOwn(draft, field.name)
    ? (draft[field.name] ?? emptyDraft(field))
    : emptyDraft(field);
}

/** Whether a draft is that of a group. */
export function isGroupDraft(draft: Draft): draft is { readonly [name: string]: Draft } {
  return typeof draft === 'object' && !Array.isArray(draft);
}

/** The drafts of the items of a list. */
export function itemDrafts(draft: Draft): readonly Draft[] {
  return Array.isArray(draft) ? (draft as readonly Draft[]) : [];
}

/** The text of a field that has one. */
export function textOf(draft: Draft): string {
  return typeof draft === 'string' ? draft : '';
}
