import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { wholeNumber } from '../parse/whole-number.js';
import { addWorkerCommand } from '../worker/worker-command.js';
import { addExamples } from './examples.js';

const defaultPort = 4141;

export function addServeCommand(program: Command, cli: CommandLine): void {
  const serve = addWorkerCommand(
    program,
    'serve',
    'run the scheduler, a worker and the dashboard as a service',
  )
    .option(
      '--port <n>',
      'where the dashboard listens; 0 takes any that is free',
      wholeNumber('--port', 0, 65_535),
      defaultPort,
    )
    .option('--host <address>', 'the address it listens on', '127.0.0.1')
    .option('--open', 'open it in the browser')
    .option('--no-worker', 'the dashboard alone: others schedule and execute')
    .action(async ({ grace: graceMs, queue: queues, watch, worker, port, host, open }) => {
      if (watch === true) {
        const { workAndWatch } = await import('../worker/watch.js');
        return workAndWatch(cli);
      }
      const [{ runWorker }, { serveDashboard }] = await Promise.all([
        import('../worker/run-worker.js'),
        import('../worker/serve-dashboard.js'),
      ]);
      const dashboard = { port, host, open: open === true };
      return runWorker(cli, {
        kind: 'serve',
        graceMs,
        queues,
        idle: !worker,
        beside: (runtime, tell) => serveDashboard(cli, dashboard, runtime, tell),
      });
    });
  addExamples(
    serve,
    'infra serve',
    'infra serve --port 8080 --open',
    'infra serve --no-worker',
    'infra serve --grace 5m',
  );
}
