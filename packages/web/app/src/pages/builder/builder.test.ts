import { describe, expect, test } from 'vitest';
import { formOf } from '../../schema-form/field.js';
import { emptyDraft } from '../../schema-form/draft.js';
import { build, type BuilderAction, type BuilderState, emptyBuilder } from './builder-state.js';
import { chainOf, type ChainData, type FormOf, sharesOf, stepsOf, weightFault } from './chain-of.js';
import { countOf, findingsOf } from './findings.js';
import { keep, restored } from './keep-builder.js';

const forms: Record<string, ReturnType<typeof formOf>> = {
  fetch: formOf({
    type: 'object',
    properties: { url: { type: 'string' }, depth: { type: 'integer', default: 1 } },
    required: ['url'],
  }),
  mail: formOf({
    type: 'object',
    properties: {
      to: { type: 'string' },
      password: { type: 'string', secret: true },
      logins: {
        type: 'array',
        items: { type: 'object', properties: { token: { type: 'string', secret: true } } },
      },
    },
  }),
};
const formFor: FormOf = (job) => forms[job] ?? formOf(null);
const job = (of: string) => ({ kind: 'job' as const, of, draft: emptyDraft(formFor(of)) });
const after = (...actions: BuilderAction[]) => actions.reduce(build, emptyBuilder);
const added = (...names: string[]) => names.map((of): BuilderAction => ({ type: 'add', step: job(of) }));
const order = ({ steps }: BuilderState) => steps.map(({ of, key }) => `${of}${String(key)}`).join(' ');

describe('putting a chain together', () => {
  test('a job is added at the end and opened, the same one as often as wanted', () => {
    const state = after(...added('fetch', 'mail', 'fetch'));
    expect(order(state)).toBe('fetch1 mail2 fetch3');
    expect(state.steps.map(({ open }) => open)).toEqual([true, true, true]);
  });

  test.each([
    [1, 1, 'mail2 fetch1 index3'],
    [1, 2, 'mail2 index3 fetch1'],
    [3, 0, 'index3 fetch1 mail2'],
    [2, 1, 'fetch1 mail2 index3'],
    [1, 99, 'mail2 index3 fetch1'],
    [3, -1, 'index3 fetch1 mail2'],
    [9, 0, 'fetch1 mail2 index3'],
  ])('step %i moved to place %i leaves %s', (key, to, expected) => {
    expect(order(after(...added('fetch', 'mail', 'index'), { type: 'move', key, to }))).toBe(expected);
  });

  test('a key is never given twice', () => {
    const state = after(...added('fetch', 'mail'), { type: 'remove', key: 2 }, ...added('index'));
    expect(order(state)).toBe('fetch1 index3');
    expect(order(build(build(state, { type: 'clear' }), { type: 'add', step: job('mail') }))).toBe('mail4');
  });

  test('what is loaded takes the place of everything, folded', () => {
    const state = after(...added('fetch'), {
      type: 'load',
      name: 'nightly',
      description: 'Every night',
      steps: [{ ...job('mail'), weight: '40' }, job('index')],
    });
    expect(state).toMatchObject({ name: 'nightly', description: 'Every night' });
    expect(order(state)).toBe('mail2 index3');
    expect(state.steps.map(({ open, weight }) => [open, weight])).toEqual([
      [false, '40'],
      [false, ''],
    ]);
    expect(build(state, { type: 'share' }).steps[0]?.weight).toBe('');
  });
});

describe('the chain that is sent', () => {
  const state = after(
    ...added('fetch', 'mail'),
    {
      type: 'change',
      key: 1,
      change: { draft: { url: 'https://a', depth: '' }, weight: ' 60 ', name: 'Get it' },
    },
    { type: 'describe', description: 'Both' },
  );

  test('has what was given and nothing else', () => {
    expect(chainOf(state, formFor)).toEqual({
      chain: {
        description: 'Both',
        steps: [
          { job: 'fetch', name: 'Get it', weight: 60, parameters: { url: 'https://a' } },
          { job: 'mail' },
        ],
      },
      faults: new Map(),
    });
  });

  test('tells what is wrong by step', () => {
    const wrong = build(state, {
      type: 'change',
      key: 1,
      change: { draft: { url: '', depth: 'deep' }, weight: '-5' },
    });
    expect(chainOf(wrong, formFor).faults).toEqual(
      new Map([
        [
          1,
          [
            { path: 'depth', reason: 'is a number' },
            { path: 'weight', reason: 'is a number above 0' },
          ],
        ],
      ]),
    );
  });

  test.each<ChainData>([
    { steps: [{ job: 'fetch', parameters: { url: 'a', depth: 3 }, weight: 30, name: 'x' }, { job: 'mail' }] },
    { steps: [{ job: 'fetch', parameters: { url: 'a', unknown: [1] } }] },
    { steps: [{ chain: 'nightly' }, { chain: 'other', parameters: { a: 1 }, weight: 12.5 }] },
    { steps: [{ job: 'gone', parameters: { a: 1 } }] },
  ])('is the one that was loaded: %j', (chain) => {
    const steps = stepsOf(chain, formFor);
    const loaded = build(emptyBuilder, { type: 'load', name: '', description: '', steps });
    expect(chainOf(loaded, formFor)).toEqual({ chain, faults: new Map() });
  });

  test('gives each step what was given to all and it takes', () => {
    const shared = { parameters: { url: 'a', other: 1 }, steps: [{ job: 'fetch' }, { job: 'mail' }] };
    const loaded = build(emptyBuilder, {
      type: 'load',
      name: '',
      description: '',
      steps: stepsOf(shared, formFor),
    });
    expect(chainOf(loaded, formFor).chain.steps).toEqual([
      { job: 'fetch', parameters: { url: 'a' } },
      { job: 'mail' },
    ]);
  });
});

test('a secret that is masked is no parameter', () => {
  const steps = [{ job: 'mail', parameters: { to: 'ann', password: '***', logins: [{ token: '***' }] } }];
  const [step] = stepsOf({ steps }, formFor);
  expect(step?.draft).toEqual({ to: 'ann', password: '', logins: [] });
});

describe('weights', () => {
  const weights = (...given: string[]) => given.map((weight) => ({ weight }));

  test.each([
    [
      ['', ''],
      [50, 50],
    ],
    [
      ['40', '', ''],
      [40, 30, 30],
    ],
    [
      ['100', ''],
      [100, null],
    ],
    [
      ['x', ''],
      [null, 100],
    ],
  ])('%j are shares of %j', (given, shares) => {
    expect(sharesOf(weights(...given))).toEqual(shares);
  });

  test.each([
    [[], null],
    [['', ''], null],
    [['60', '40'], null],
    [['33.3', '33.3', '33.4'], null],
    [['60', '30'], 'the weights sum to 90, not to 100'],
    [['60', '40', ''], 'the weights sum to 100 and leave nothing for the other steps'],
  ])('of %j: %s', (given, fault) => {
    expect(weightFault(weights(...given))).toBe(fault);
  });
});

test('what the server found stands at its step, and at its field', () => {
  const judgement = {
    errors: [
      { step: null, path: '', message: 'weights' },
      { step: 1, path: 'steps[1].parameters.to[0].name', message: 'is missing' },
      { step: 1, path: 'steps[1].parameters', message: 'too few' },
      { step: 0, path: 'steps[0].job', message: 'no such job' },
    ],
    warnings: [{ step: 1, message: 'after fetch' }],
  };
  const findings = findingsOf(judgement, [7, 4]);
  expect(findings.ofChain).toEqual(['weights']);
  expect(findings.ofSteps.get(7)).toEqual({ faults: [], errors: ['no such job'], warnings: [] });
  expect(findings.ofSteps.get(4)).toEqual({
    faults: [
      { path: 'to[0].name', reason: 'is missing' },
      { path: '', reason: 'too few' },
    ],
    errors: [],
    warnings: ['after fetch'],
  });
  expect(countOf(findings)).toEqual({ errors: 4, warnings: 1 });
});

describe('a reload', () => {
  function storage() {
    const kept = new Map<string, string>();
    return {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      text: () => [...kept.values()].join(''),
    };
  }

  test('leaves a chain that is not saved, without its secrets', () => {
    const tab = storage();
    const draft = { to: 'ann', password: 'hunter2', logins: [{ token: 'hunter3' }] };
    const state = after(...added('fetch', 'mail'), { type: 'change', key: 2, change: { draft } });
    keep(tab, state, formFor);
    const kept = restored(tab);
    expect(order(kept)).toBe(order(state));
    expect(kept.steps[1]?.draft).toEqual({ to: 'ann', password: '', logins: [{ token: '' }] });
    keep(
      tab,
      build(state, { type: 'change', key: 2, change: { draft: '{"password": "hunter4"}' } }),
      formFor,
    );
    expect(tab.text()).not.toContain('hunter');
  });

  test.each(['{', 'null', '[]', '{"name": "", "description": "", "nextKey": 1, "steps": [{}]}'])(
    'leaves nothing of %s',
    (text) => {
      expect(restored({ getItem: () => text })).toEqual(emptyBuilder);
    },
  );

  test('does no harm where nothing can be kept', () => {
    const full = () => {
      throw new Error('full');
    };
    expect(() => keep({ setItem: full }, emptyBuilder, formFor)).not.toThrow();
    expect(restored({ getItem: full })).toEqual(emptyBuilder);
  });
});
