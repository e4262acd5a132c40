import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addListCommand } from './runs/list.js';
import { addSubmitCommand } from './runs/submit.js';

export function addRunsCommands(runs: Command, cli: CommandLine): void {
  addSubmitCommand(runs, cli);
  addListCommand(runs, cli);
}
