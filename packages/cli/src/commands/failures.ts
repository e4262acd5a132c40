import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addDeleteCommand } from './failures/delete.js';
import { addListCommand } from './failures/list.js';
import { addResubmitCommand } from './failures/resubmit.js';

export function addFailureCommands(failures: Command, cli: CommandLine): void {
  addListCommand(failures, cli);
  addResubmitCommand(failures, cli);
  addDeleteCommand(failures, cli);
}
