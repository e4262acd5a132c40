import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addWorkerCommand } from '../worker/worker-command.js';
import { addExamples } from './examples.js';

export function addServeCommand(program: Command, cli: CommandLine): void {
  const serve = addWorkerCommand(program, cli, 'serve', 'run the scheduler and a worker as a service');
  addExamples(serve, 'infra serve', 'infra serve --grace 5m');
}
