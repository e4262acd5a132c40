import { type ActionDispatch, useEffect, useMemo, useReducer } from 'react';
import type { DataOf } from '../../data/artifacts.js';
import { formOf } from '../../schema-form/field.js';
import { build, type BuilderAction, type BuilderState } from './builder-state.js';
import type { FormOf } from './chain-of.js';
import { keep, restored } from './keep-builder.js';

/** A job as the builder offers it. */
export type JobSchema = DataOf<'chains schemas'>['schemas'][number];

/** The form of each job, made once. */
export function useForms(schemas: readonly JobSchema[]): FormOf {
  return useMemo(() => {
    const forms = new Map(schemas.map(({ name, parameters }) => [name, formOf(parameters)]));
    const none = formOf(null);
    return (job) => forms.get(job) ?? none;
  }, [schemas]);
}

/** The chain that is being put together; it survives a reload of the page. */
export function useBuilder(forms: FormOf): [BuilderState, ActionDispatch<[BuilderAction]>] {
  const [state, act] = useReducer(build, null, () => restored(sessionStorage));
  useEffect(() => keep(sessionStorage, state, forms), [state, forms]);
  return [state, act];
}
