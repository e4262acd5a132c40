import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { wholeNumber } from '../parse/whole-number.js';
import { allowedHost, dashboardAccess } from '../worker/dashboard-access.js';
import { addWorkerOptions } from '../worker/worker-options.js';
import { addExamples } from './examples.js';

const defaultPort = 4141;

export function defineServeCommand(serve: Command, cli: CommandLine): void {
  addWorkerOptions(serve)
    .option(
      '--port <n>',
      'where the dashboard listens; 0 takes any that is free',
      wholeNumber('--port', 0, 65_535),
      defaultPort,
    )
    .option('--host <address>', 'the address it listens on', '127.0.0.1')
    .option('--open', 'open it in the browser')
    .option('--allowed-host <name>', 'a name it is also reached by; may be given several times', allowedHost)
    .option('--behind-proxy', 'take the address of visitors from `X-Forwarded-For`, which a proxy sets')
    .option('--no-login', 'let every user of this machine do everything; on the loopback address alone')
    .option('--no-worker', 'the dashboard alone: others schedule and execute')
    .action(async ({ grace: graceMs, queue: queues, watch, worker, port, host, open, ...given }) => {
      const { login, allowedHost: allowedHosts = [], behindProxy = false } = given;
      const access = dashboardAccess({ host, login, allowedHosts, behindProxy });
      if (watch === true) {
        const { workAndWatch } = await import('../worker/watch.js');
        return workAndWatch(cli);
      }
      const [{ runWorker }, { serveDashboard }] = await Promise.all([
        import('../worker/run-worker.js'),
        import('../worker/serve-dashboard.js'),
      ]);
      const dashboard = { port, host, open: open === true, access };
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
    'infra serve --host 0.0.0.0 --allowed-host jobs.example.com --behind-proxy',
    'infra serve --grace 5m',
  );
}
