import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addAutoApproveCommand } from './config/auto-approve.js';
import { addShowCommand } from './config/show.js';

export function addConfigCommands(config: Command, cli: CommandLine): void {
  addShowCommand(config, cli);
  addAutoApproveCommand(config, cli);
}
