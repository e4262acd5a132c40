import { entryCode, extensionFiles, type Files } from '../registry/host-fixture.js';

const jobs = `
  const pages = z.strictObject({ pages: z.coerce.number().int().min(0).default(1) });

  class Extract {
    estimate({ pages }) {
      if (pages === 13) throw new Error('page 13 is missing');
      return {
        components: [
          { component: 'Extraction', quantity: pages, high: pages * 2 },
          { component: 'Embeddings', quantity: pages, unitPrice: '0.004' },
        ],
        warnings: pages > 50 ? ['that is a lot of pages'] : [],
      };
    }
    async execute({ parameters: { pages }, cost, progress }) {
      cost.add('Extraction', pages);
      cost.add('Embeddings', pages, 0.004);
      progress({ completed: pages, total: pages, message: 'Chunks processed', counters: { Concepts: 23 } });
      return JobResult.success().withMessage('extracted');
    }
  }
  Job({ name: 'extract', description: 'Extracts concepts', parameters: pages, approval: { above: 1 } })(Extract);

  class Isolated {
    estimate() { return { components: [{ component: 'Extraction', quantity: 1 }] }; }
    async execute({ cost }) {
      cost.add('Extraction', 2);
      return JobResult.success();
    }
  }
  Job({ name: 'isolated', description: 'Pays in a process of its own', isolation: 'process' })(Isolated);

  class Nightly { async execute() { return JobResult.success(); } }
  Job({ name: 'nightly', description: 'Asks every time', schedule: '* * * * * *', approval: 'required' })(Nightly);

  class After { async execute() { return JobResult.success(); } }
  Job({ name: 'after_free', description: 'Asks before it follows', after: ['free'], approval: 'required' })(After);

  class Publish { async execute() { return JobResult.success(); } }
  Job({ name: 'publish', description: 'Publishes', approval: 'required' })(Publish);

  class Free { async execute() { return JobResult.success(); } }
  Job({ name: 'free', description: 'Costs nothing' })(Free);

  class Overdraw {
    async execute({ cost }) {
      cost.add('work', 1, -5);
      return JobResult.success();
    }
  }
  Job({ name: 'overdraw', description: 'Pays less than nothing' })(Overdraw);
`;

/** A host with jobs that price their runs, ask for approval, or do neither. */
export function pricedHost(configuration: object = {}): Files {
  return {
    'infra.config.json': JSON.stringify({
      extensions: ['./shop'],
      costs: { prices: { Extraction: 0.03 }, budgets: { clients: { tight: 0.5 } } },
      approvals: { expireAfter: '2h' },
      ...configuration,
    }),
    ...extensionFiles('shop', {
      'entry.js': entryCode(
        "{ name: 'shop', jobs: [Extract, Isolated, Publish, Nightly, After, Free, Overdraw] }",
        jobs,
      ),
    }),
  };
}
