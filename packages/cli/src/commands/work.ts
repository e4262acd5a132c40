import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addWorkerCommand } from '../worker/worker-command.js';
import { addExamples } from './examples.js';

export function addWorkCommand(program: Command, cli: CommandLine): void {
  const work = addWorkerCommand(program, 'work', 'run the scheduler and a worker until stopped').action(
    async ({ grace: graceMs, queue: queues, watch }) => {
      if (watch === true) {
        const { workAndWatch } = await import('../worker/watch.js');
        return workAndWatch(cli);
      }
      const { runWorker } = await import('../worker/run-worker.js');
      return runWorker(cli, { kind: 'work', graceMs, queues });
    },
  );
  addExamples(
    work,
    'infra work',
    'infra work --watch',
    'infra work --grace 5m',
    'infra work --queue mail --queue reports',
  );
}
