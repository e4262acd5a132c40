import { Job, JobResult } from '@infra/traits';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JobRegistry } from '../registry/job-registry.js';
import type { GivenChain } from '../registry/registered-chain.js';
import { jobHost } from '../testing/job-host.js';
import type { ChainCatalogue } from './chain-catalogue.js';
import { judgeChain, type JudgedChain, type JudgingOptions } from './judge-chain.js';

const source = z.strictObject({ source: z.string(), depth: z.number().int().default(1) });

async function done(): Promise<JobResult> {
  return JobResult.success();
}

@Job({ name: 'metadata', parameters: source })
class Metadata {
  execute = done;
}

@Job({ name: 'index', parameters: source, chain: { after: ['metadata'] }, approval: 'required' })
class Index {
  execute = done;
}

@Job({ name: 'tell', chain: false })
class Tell {
  execute = done;
}

@Job({ name: 'clear', parameters: z.strictObject({ all: z.boolean() }), formerly: ['wipe'] })
class Clear {
  execute = done;
}

const saved: Readonly<Record<string, GivenChain>> = {
  inner: { steps: [{ job: 'metadata' }] },
  back: { steps: [{ chain: 'forth' }] },
  forth: { steps: [{ chain: 'back' }] },
};
const catalogue: ChainCatalogue = {
  find: async (name) => {
    const chain = saved[name];
    return chain === undefined ? null : { ...chain, name, extension: null };
  },
  names: async () => Object.keys(saved),
};

let registry: JobRegistry;

beforeAll(async () => {
  const configuration = { jobs: { clear: { parameters: { all: true } } } };
  ({ registry } = await jobHost({ jobs: [Metadata, Index, Tell, Clear], configuration }));
});

function judge(chain: GivenChain, options: Partial<JudgingOptions> = {}): Promise<JudgedChain> {
  return judgeChain(chain, registry, catalogue, { name: null, ...options });
}

const metadata = { job: 'metadata', parameters: { source: 'a' } };
const index = { job: 'index', parameters: { source: 'a' } };

describe('the faults of a chain', () => {
  it.each<[string, GivenChain, object[]]>([
    [
      'an unknown job, with the nearest name',
      { steps: [metadata, { job: 'metdata' }] },
      [
        {
          step: 1,
          code: 'unknown_job',
          path: 'steps[1].job',
          message: expect.stringContaining("'metadata'?"),
        },
      ],
    ],
    [
      'a job by its former name',
      { steps: [{ job: 'wipe' }] },
      [{ step: 0, code: 'unknown_job', message: "the job 'wipe' is called 'clear' now" }],
    ],
    ['a job that is no step', { steps: [{ job: 'tell' }] }, [{ step: 0, code: 'not_a_step' }]],
    ['the job of chains itself', { steps: [{ job: 'run_chain' }] }, [{ code: 'not_a_step' }]],
    ['an unknown chain', { steps: [{ chain: 'iner' }] }, [{ step: 0, code: 'unknown_chain' }]],
    [
      'weights of 90',
      {
        steps: [
          { ...metadata, weight: 30 },
          { ...index, weight: 60 },
        ],
      },
      [{ step: null, code: 'invalid_weights', message: 'the weights sum to 90, not to 100' }],
    ],
    [
      'a parameter of the wrong type, with its path',
      { steps: [{ job: 'metadata', parameters: { source: 'a', depth: 'deep' } }] },
      [{ step: 0, code: 'invalid_parameters', path: 'steps[0].parameters.depth' }],
    ],
    [
      'a misspelt parameter, with the nearest name',
      { steps: [{ job: 'metadata', parameters: { source: 'a', dept: 1 } }] },
      [{ step: 0, code: 'invalid_parameters', message: "unknown key: did you mean 'depth'?" }],
    ],
    [
      'a parameter that somebody has to give',
      { steps: [metadata, { job: 'index' }] },
      [{ step: 1, code: 'missing_parameter', path: 'steps[1].parameters.source' }],
    ],
    [
      'a shared parameter that no step takes',
      { parameters: { sorce: 'a' }, steps: [metadata] },
      [{ step: null, code: 'invalid_parameters', path: 'parameters.sorce' }],
    ],
    [
      'chains that go round within it',
      { steps: [metadata, { chain: 'back' }] },
      [{ step: null, code: 'contains_itself', message: expect.stringContaining('has the step') }],
    ],
  ])('name %s', async (_, chain, faults) => {
    expect((await judge(chain)).faults).toMatchObject(faults);
  });

  it('name a chain that has itself as a step, once it has a name', async () => {
    const chain = { steps: [metadata, { chain: 'inner' }], parameters: { source: 'a' } };
    expect((await judge(chain, { name: 'other' })).faults).toEqual([]);
    const { faults } = await judge({ steps: [{ chain: 'inner' }] }, { name: 'inner' });
    expect(faults).toMatchObject([
      { code: 'contains_itself', message: "the chain 'inner' has itself as a step" },
    ]);
  });

  it('come all at once', async () => {
    const steps = [{ job: 'metdata' }, { job: 'index', weight: -1 }, { chain: 'none' }];
    const codes = (await judge({ steps })).faults.map(({ code }) => code);
    expect(codes).toEqual(['invalid_weights', 'unknown_job', 'missing_parameter', 'unknown_chain']);
  });
});

describe('what the steps of a chain are given', () => {
  it('is their own over what the chain says, under what its caller says', async () => {
    const chain: GivenChain = {
      parameters: { source: 'all', depth: 2 },
      steps: [{ job: 'metadata' }, { job: 'index', parameters: { source: 'own' } }, { job: 'clear' }],
    };
    const { steps, faults } = await judge(chain, { given: [['depth', '7']] });
    expect(faults).toEqual([]);
    expect(steps.map(({ parameters }) => parameters)).toEqual([
      { source: 'all', depth: 7 },
      { source: 'own', depth: 7 },
      {},
    ]);
    expect(steps.map(({ weight }) => Math.round(weight))).toEqual([33, 33, 33]);
  });

  it('goes into a chain within', async () => {
    const chain = { parameters: { source: 'a' }, steps: [{ chain: 'inner' }, { job: 'clear' }] };
    const { steps } = await judge(chain, { given: { depth: 3 } });
    expect(steps[0]).toMatchObject({
      name: 'inner',
      job: 'run_chain',
      parameters: { chain: 'inner', parameters: { source: 'a', depth: 3 } },
    });
  });
});

describe('the warnings of a chain', () => {
  it.each<[string, GivenChain['steps'], string[]]>([
    ['index before metadata', [index, metadata], ['order']],
    ['nothing, where metadata comes first', [metadata, index], []],
    ['nothing, where metadata came before and comes again', [metadata, index, metadata], []],
    ['nothing, where there is no metadata', [index, { job: 'clear' }], []],
    ['index before the metadata of a chain within', [index, { chain: 'inner' }], ['order']],
  ])('tell of %s', async (_, steps, codes) => {
    const { warnings, faults } = await judge({ parameters: { source: 'a' }, steps });
    expect(faults).toEqual([]);
    expect(warnings.map(({ code }) => code).filter((code) => code === 'order')).toEqual(codes);
  });

  it('tell of steps that wait for approval', async () => {
    expect((await judge({ steps: [metadata, index] })).warnings).toMatchObject([
      { step: 1, code: 'needs_approval' },
    ]);
  });
});
