import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addWorkerOptions } from '../worker/worker-options.js';
import { addExamples } from './examples.js';

export function defineWorkCommand(work: Command, cli: CommandLine): void {
  addWorkerOptions(work).action(async ({ grace: graceMs, queue: queues, watch }) => {
    if (watch === true) {
      const { workAndWatch } = await import('../worker/watch.js');
      return workAndWatch(cli);
    }
    const { runWorker } = await import('../worker/run-worker.js');
    return runWorker(cli, { kind: 'work', graceMs, queues });
  });
  addExamples(
    work,
    'infra work',
    'infra work --watch',
    'infra work --grace 5m',
    'infra work --queue mail --queue reports',
  );
}
