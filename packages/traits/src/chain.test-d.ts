// Type tests: compiled, never run. What must not compile says so with @ts-expect-error.
import { defineExtension, Job, JobResult } from './index.js';

defineExtension({
  name: 'a',
  jobs: [],
  chains: { one: { steps: [{ job: 'x', weight: 100, parameters: { any: 1 } }, { chain: 'two' }] } },
});

// @ts-expect-error a step has a job or a chain
defineExtension({ name: 'a', jobs: [], chains: { one: { steps: [{ name: 'x' }] } } });
// @ts-expect-error not both
defineExtension({ name: 'a', jobs: [], chains: { one: { steps: [{ job: 'x', chain: 'y' }] } } });
// @ts-expect-error a misspelt key
defineExtension({ name: 'a', jobs: [], chains: { one: { steps: [{ job: 'x', paramters: {} }] } } });
// @ts-expect-error no steps
defineExtension({ name: 'a', jobs: [], chains: { one: {} } });

@Job({ name: 'x', chain: { after: ['y'], before: ['z'] } })
export class Placed {
  execute = async () => JobResult.success();
}

@Job({ name: 'y', chain: false })
export class NoStep {
  execute = async () => JobResult.success();
}

// @ts-expect-error true says nothing
@Job({ name: 'z', chain: true })
export class Misplaced {
  execute = async () => JobResult.success();
}
