import { expect, it } from 'vitest';
import { testJob } from '../testing/test-job.js';
import { chainFaults } from './chain-faults.js';
import type { GivenStep } from './registered-chain.js';

const jobs = [testJob('index'), testJob('renamed', { formerly: ['old'] }), testJob('tell', { chain: false })];

function extension(name: string, chains: Readonly<Record<string, readonly GivenStep[]>>) {
  const rest = {
    use: name,
    version: null,
    directory: '/',
    entry: `/${name}.ts`,
    dependsOn: [],
    jobs: [],
    migrations: [],
  };
  return { name, ...rest, chains: Object.entries(chains).map(([chain, steps]) => ({ name: chain, steps })) };
}

it.each<[string, ReturnType<typeof extension>[], string[]]>([
  ['steps that can run', [extension('a', { one: [{ job: 'index' }], two: [{ chain: 'one' }] })], []],
  [
    'a job that nobody has',
    [extension('a', { one: [{ job: 'index' }, { job: 'indez' }] })],
    ["step 2 of the chain 'one': there is no job 'indez': did you mean 'index'?"],
  ],
  [
    'a job under its old name',
    [extension('a', { one: [{ job: 'old' }] })],
    ["step 1 of the chain 'one': the job 'old' is called 'renamed' now"],
  ],
  [
    'a job that is no step',
    [extension('a', { one: [{ job: 'tell' }] })],
    ["step 1 of the chain 'one': the job 'tell' is no step of a chain, says its author"],
  ],
  [
    'a chain that somebody may have saved',
    [extension('a', { one: [{ chain: 'saved' }] })],
    ["step 1 of the chain 'one': there is no chain 'saved'"],
  ],
  [
    'the name of a chain of another extension',
    [extension('a', { one: [{ job: 'index' }] }), extension('b', { one: [{ job: 'index' }] })],
    ["the extension 'a' has a chain 'one' too"],
  ],
  ['itself', [extension('a', { one: [{ chain: 'one' }] })], ["the chain 'one' has itself as a step"]],
])('chains of extensions with %s', (_, extensions, reasons) => {
  expect(chainFaults({ jobs, extensions }).map(({ reason }) => reason)).toEqual(reasons);
});
