import { describe, expect, it } from 'vitest';
import { CombinedJob, jobMetadataOf, resolveWeights } from './index.js';

// The compiler refuses some of these too; what is tested here is what happens when it was not asked.
const declare = (definition: object) => () => {
  class Sample {}
  CombinedJob(definition as never)(Sample as never);
  return Sample;
};
const phases = (...weights: (number | undefined)[]) =>
  weights.map((weight, index) => ({
    name: `phase ${index}`,
    job: 'job',
    ...(weight === undefined ? {} : { weight }),
  }));

describe('@CombinedJob', () => {
  it('leaves its phases on the class with every weight filled in, and its file', () => {
    const metadata = jobMetadataOf(declare({ name: 'sample', phases: phases(10, undefined, undefined) })());
    expect(metadata?.phases?.map(({ weight }) => weight)).toEqual([10, 45, 45]);
    expect(metadata?.definition).toEqual({ name: 'sample', resumable: true });
    expect(metadata?.file).toMatch(/combined-job\.test\.ts$/);
  });

  it('says of a job that is not resumable that it keeps nothing', () => {
    const metadata = jobMetadataOf(declare({ name: 'sample', resumable: false, phases: phases(100) })());
    expect(metadata?.definition.resumable).toBeUndefined();
  });

  it.each([
    ['weights of 90', phases(30, 60), /Sample: phases: the weights sum to 90, not to 100/],
    ['weights of 110', phases(50, 60), /sum to 110/],
    ['a weight of nothing', phases(0, 100), /a weight is a number above 0, not 0/],
    ['a negative weight', phases(-10, 110), /above 0, not -10/],
    ['a weight that is no number', [{ name: 'a', job: 'b', weight: '5' }], /phases\.0\.weight/],
    ['nothing left for a phase without a weight', phases(100, undefined), /leave nothing for 1 phase/],
    ['no phase', [], /there is no phase/],
    [
      'ten thousand phases',
      phases(...Array.from({ length: 10_000 }, () => undefined)),
      /at most 1000 .* not 10000/,
    ],
    ['a phase without a name', [{ name: '', job: 'b' }], /a phase has a name/],
    ['a misspelt key', [{ name: 'a', jobb: 'b' }], /phases\.0/],
  ])('refuses %s', (_, given, reason) => {
    expect(declare({ name: 'sample', phases: given })).toThrow(reason);
  });

  it.each(['timeout', 'retry', 'isolation', 'cancelGrace'])(
    'refuses %s, which the phases decide',
    (option) => {
      expect(declare({ name: 'sample', phases: phases(100), [option]: '1s' })).toThrow(option);
    },
  );
});

describe('weights', () => {
  it.each([
    [[undefined], [100]],
    [
      [undefined, undefined, undefined, undefined],
      [25, 25, 25, 25],
    ],
    [
      [20, undefined, 30, undefined],
      [20, 25, 30, 25],
    ],
    [
      [33.3, 33.3, 33.4],
      [33.3, 33.3, 33.4],
    ],
    [
      [0.5, 99.5],
      [0.5, 99.5],
    ],
  ])('%j are %j', (given, weights) => {
    expect(resolveWeights(given)).toEqual(weights);
  });
});
