import type { Fault } from '../../data/problem.js';
import { type Draft, draftOf, emptyDraft } from '../../schema-form/draft.js';
import type { GroupField } from '../../schema-form/field.js';
import { isMasked } from '../../schema-form/field.js';
import { missing, readForm } from '../../schema-form/read-draft.js';
import type { BuilderState, BuilderStep, NewStep } from './builder-state.js';

/** A chain as data, as the server takes and keeps it. */
export interface ChainData {
  readonly name?: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly steps: readonly ChainStep[];
}

interface ChainStep {
  readonly job?: string;
  readonly chain?: string;
  readonly name?: string;
  readonly weight?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The form of a job's parameters; that of nothing for a job that is not there. */
export type FormOf = (job: string) => GroupField;

/** What the builder holds as a chain, and what can be seen to be wrong without asking: by the keys of its steps. */
export interface BuiltChain {
  readonly chain: ChainData;
  readonly faults: ReadonlyMap<number, readonly Fault[]>;
}

/** The chain that was put together. */
export function chainOf(
  { description, steps }: Pick<BuilderState, 'description' | 'steps'>,
  formOf: FormOf,
): BuiltChain {
  const faults = new Map<number, readonly Fault[]>();
  const written = steps.map((step): ChainStep => {
    const { value, faults: found } =
      step.kind === 'job' ? readForm(formOf(step.of), step.draft) : readChainParameters(step.draft);
    const weight = weightOf(step.weight);
    // The configuration may give what is missing here: only the server knows.
    const seen = found.filter(({ reason }) => reason !== missing);
    const all = weight === null ? [...seen, { path: 'weight', reason: 'is a number above 0' }] : seen;
    if (all.length > 0) faults.set(step.key, all);
    return {
      ...(step.kind === 'job' ? { job: step.of } : { chain: step.of }),
      ...(step.name === '' ? {} : { name: step.name }),
      ...(weight === undefined || weight === null ? {} : { weight }),
      ...(Object.keys(value).length === 0 ? {} : { parameters: value }),
    };
  });
  return { chain: { ...(description === '' ? {} : { description }), steps: written }, faults };
}

// A chain in a chain has no form of its own: it is given what is written as JSON, and nothing by default.
function readChainParameters(draft: Draft) {
  return readForm(noFields, typeof draft === 'string' ? draft : '');
}

const noFields: GroupField = {
  kind: 'group',
  name: '',
  description: null,
  required: true,
  nullable: false,
  fallback: undefined,
  fallbackBy: null,
  fields: [],
};

/** The weight that was typed; undefined for none, null for what is no weight. */
function weightOf(text: string): number | null | undefined {
  if (text.trim() === '') return undefined;
  const weight = Number(text);
  return Number.isFinite(weight) && weight > 0 ? weight : null;
}

/**
 * The steps of a chain as the builder takes them. What is given to all steps is given to each that takes it; what is
 * secret is not shown, and has to be given anew.
 */
export function stepsOf({ steps, parameters: shared = {} }: ChainData, formOf: FormOf): NewStep[] {
  return steps.map(({ job, chain, name = '', weight, parameters = {} }): NewStep => {
    const about = { name, weight: weight === undefined ? '' : String(weight) };
    if (job === undefined) {
      const given = { ...shared, ...parameters };
      const draft = Object.keys(given).length === 0 ? {} : JSON.stringify(given, null, 2);
      return { kind: 'chain', of: chain ?? '', draft, ...about };
    }
    const form = formOf(job);
    const taken = Object.entries(shared).filter(([key]) => form.fields.some((field) => field.name === key));
    const given = Object.entries({ ...Object.fromEntries(taken), ...parameters });
    const shown = Object.fromEntries(given.filter(([, value]) => !isMasked(value)));
    return { kind: 'job', of: job, draft: draftFor(form, shown), ...about };
  });
}

// What the form has no field for is kept: the whole is then written as JSON.
function draftFor(form: GroupField, value: Readonly<Record<string, unknown>>): Draft {
  const known = Object.keys(value).every((key) => form.fields.some((field) => field.name === key));
  if (!known) return JSON.stringify(value, null, 2);
  return Object.keys(value).length === 0 ? emptyDraft(form) : draftOf(form, value);
}

/** What each step's share of the whole comes to, in percent; null where the weights do not allow one. */
export function sharesOf(steps: readonly Pick<BuilderStep, 'weight'>[]): readonly (number | null)[] {
  const weights = steps.map(({ weight }) => weightOf(weight));
  const given = weights.reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
  const open = weights.filter((weight) => weight === undefined).length;
  return weights.map((weight) => {
    if (weight !== undefined) return weight;
    return given < 100 ? (100 - given) / open : null;
  });
}

/** What is wrong with the weights as a whole; null for nothing. */
export function weightFault(steps: readonly Pick<BuilderStep, 'weight'>[]): string | null {
  const weights = steps.map(({ weight }) => weightOf(weight));
  if (weights.length === 0 || weights.includes(null)) return null;
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? 0), 0);
  const rounded = Math.round(sum * 1000) / 1000;
  if (!weights.includes(undefined)) {
    return Math.abs(sum - 100) > 1e-6 ? `the weights sum to ${String(rounded)}, not to 100` : null;
  }
  return sum >= 100 ? `the weights sum to ${String(rounded)} and leave nothing for the other steps` : null;
}
