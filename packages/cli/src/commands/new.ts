import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExtensionCommand } from './new/extension.js';
import { addJobCommand } from './new/job.js';

export function addNewCommands(create: Command, cli: CommandLine): void {
  addExtensionCommand(create, cli);
  addJobCommand(create, cli);
}
