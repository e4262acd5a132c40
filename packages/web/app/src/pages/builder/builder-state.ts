import type { Draft } from '../../schema-form/draft.js';

/** One step of the chain that is being put together. */
export interface BuilderStep {
  /** Tells steps apart, whatever their place; the same job may stand there twice. */
  readonly key: number;
  readonly kind: 'job' | 'chain';
  /** The job or chain that it runs. */
  readonly of: string;
  /** For people; '' for the name of the job. */
  readonly name: string;
  /** As it is typed, percent; '' for an equal share of what the others leave. */
  readonly weight: string;
  /** What stands in the inputs of its parameters. */
  readonly draft: Draft;
  /** Whether its parameters are shown. */
  readonly open: boolean;
}

/** A chain that is being put together. */
export interface BuilderState {
  /** '' for one that is not saved. */
  readonly name: string;
  readonly description: string;
  readonly steps: readonly BuilderStep[];
  readonly nextKey: number;
}

/** What is known of a step when it is added or loaded. */
export type NewStep = Pick<BuilderStep, 'kind' | 'of' | 'draft'> &
  Partial<Pick<BuilderStep, 'name' | 'weight'>>;

export type BuilderAction =
  | { readonly type: 'add'; readonly step: NewStep }
  | { readonly type: 'remove'; readonly key: number }
  /** To a place counted from 0; one that does not exist is the nearest that does. */
  | { readonly type: 'move'; readonly key: number; readonly to: number }
  | {
      readonly type: 'change';
      readonly key: number;
      readonly change: Partial<Pick<BuilderStep, 'name' | 'weight' | 'draft' | 'open'>>;
    }
  | { readonly type: 'describe'; readonly name?: string; readonly description?: string }
  /** Forgets the weights: each step has an equal share. */
  | { readonly type: 'share' }
  | {
      readonly type: 'load';
      readonly name: string;
      readonly description: string;
      readonly steps: readonly NewStep[];
    }
  | { readonly type: 'clear' };

/** Nothing yet. */
export const emptyBuilder: BuilderState = { name: '', description: '', steps: [], nextKey: 1 };

/** The chain after something was done to it. */
export function build(state: BuilderState, action: BuilderAction): BuilderState {
  const { steps, nextKey } = state;
  switch (action.type) {
    case 'add':
      return {
        ...state,
        steps: [...steps, stepOf(action.step, nextKey, true)],
        nextKey: nextKey + 1,
      };
    case 'remove':
      return { ...state, steps: steps.filter(({ key }) => key !== action.key) };
    case 'move':
      return { ...state, steps: moved(steps, action.key, action.to) };
    case 'change':
      return {
        ...state,
        steps: steps.map((step) => (step.key === action.key ? { ...step, ...action.change } : step)),
      };
    case 'describe': {
      const { name = state.name, description = state.description } = action;
      return { ...state, name, description };
    }
    case 'share':
      return { ...state, steps: steps.map((step) => ({ ...step, weight: '' })) };
    case 'load':
      return {
        name: action.name,
        description: action.description,
        steps: action.steps.map((step, index) => stepOf(step, nextKey + index, false)),
        nextKey: nextKey + action.steps.length,
      };
    case 'clear':
      return { ...emptyBuilder, nextKey };
  }
}

function stepOf(
  { kind, of, draft, name = '', weight = '' }: NewStep,
  key: number,
  open: boolean,
): BuilderStep {
  return { key, kind, of, draft, name, weight, open };
}

function moved(steps: readonly BuilderStep[], key: number, to: number): readonly BuilderStep[] {
  const step = steps.find((each) => each.key === key);
  if (step === undefined) return steps;
  const others = steps.filter((each) => each.key !== key);
  const place = Math.max(0, Math.min(others.length, to));
  return [...others.slice(0, place), step, ...others.slice(place)];
}
