import { expect, it } from 'vitest';
import { readChain } from './read-chain.js';

it('reads a chain with a name of its own, or without', () => {
  const steps = [{ job: 'a' }, { chain: 'b', name: 'B', weight: 10, parameters: { x: 1 } }];
  expect(readChain({ name: 'nightly', steps })).toEqual({ chain: { name: 'nightly', steps } });
  expect(readChain({ steps })).toEqual({ chain: { name: null, steps } });
});

const many = { steps: Array.from({ length: 10_000 }, () => ({ jobb: 'a' })) };

it.each<[string, unknown, object[]]>([
  ['nothing', null, [{ step: null, code: 'invalid_chain', path: '' }]],
  ['a list', [{ job: 'a' }], [{ code: 'invalid_chain' }]],
  ['no steps', {}, [{ path: 'steps' }]],
  ['an empty chain', { steps: [] }, [{ path: 'steps', message: 'there is no step' }]],
  [
    'ten thousand steps, in one sentence',
    many,
    [{ code: 'too_many_steps', message: 'at most 1000 steps are possible, not 10000' }],
  ],
  [
    'a step without a job',
    { steps: [{ job: 'a' }, {}] },
    [{ step: 1, message: 'a step names a job, or a chain' }],
  ],
  ['a step with both', { steps: [{ job: 'a', chain: 'b' }] }, [{ step: 0 }]],
  [
    'a misspelt key',
    { steps: [{ job: 'a', paramters: {} }] },
    [{ step: 0, path: 'steps[0].paramters', message: expect.stringContaining("'parameters'?") }],
  ],
  [
    'parameters that are a list',
    { steps: [{ job: 'a', parameters: [] }] },
    [{ path: 'steps[0].parameters' }],
  ],
  ['a name with spaces', { name: 'my chain', steps: [{ job: 'a' }] }, [{ path: 'name' }]],
])('refuses %s', (_, given, faults) => {
  expect(readChain(given)).toMatchObject({ faults });
});
