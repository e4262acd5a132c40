import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addWorkerCommand } from '../worker/worker-command.js';
import { addExamples } from './examples.js';

export function addWorkCommand(program: Command, cli: CommandLine): void {
  const work = addWorkerCommand(program, cli, 'work', 'run the scheduler and a worker until stopped');
  addExamples(
    work,
    'infra work',
    'infra work --watch',
    'infra work --grace 5m',
    'infra work --queue mail --queue reports',
  );
}
