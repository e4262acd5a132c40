import { describe, expect, it } from 'vitest';
import { followerFaults } from './follower-faults.js';

const job = (name: string, ...after: string[]) => ({
  name,
  after,
  extension: 'blog',
  module: `${name}.ts`,
  formerly: name === 'publish' ? ['send'] : [],
});

const faultsOf = (jobs: ReturnType<typeof job>[], configured: string[] = []) =>
  followerFaults(jobs, {
    directory: '/host',
    settings: { jobs: Object.fromEntries(configured.map((name) => [name, { after: [] }])) },
  });

describe('jobs that follow others', () => {
  it('may form a chain, a tree and a diamond', () => {
    const diamond = [job('a'), job('b', 'a'), job('c', 'a'), job('d', 'b', 'c')];
    expect(faultsOf(diamond)).toEqual({ faults: [], issues: [] });
  });

  it.each([
    ['a nobody', [job('publish'), job('a', 'publsh')], "there is no such job: did you mean 'publish'?"],
    ['a former name', [job('publish'), job('a', 'send')], "'send', which is called 'publish' now"],
    ['itself', [job('a', 'a')], "the job 'a' runs after itself"],
    ['each other', [job('a', 'b'), job('b', 'a')], 'a after b after a (a.ts, b.ts)'],
    ['in a circle of three', [job('b', 'c'), job('c', 'a'), job('a', 'b')], 'a after b after c after a'],
  ])('must not follow %s', (_, jobs, reason) => {
    const { faults, issues } = faultsOf(jobs);
    expect(faults).toEqual([
      { extension: 'blog', file: '/host/a.ts', reason: expect.stringContaining(reason) as string },
    ]);
    expect(issues).toEqual([]);
  });

  it('are told of at their place in the configuration when that is where it stands', () => {
    expect(faultsOf([job('a', 'nobody')], ['a'])).toEqual({
      faults: [],
      issues: [{ path: 'jobs.a.after', message: "it runs after 'nobody', and there is no such job" }],
    });
  });

  it('outside of a circle that they lead into are not at fault', () => {
    const { faults } = faultsOf([job('a', 'b'), job('b', 'c'), job('c', 'b')]);
    expect(faults.map(({ file }) => file)).toEqual(['/host/b.ts']);
  });
});
