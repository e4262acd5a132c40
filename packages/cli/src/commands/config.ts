import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addShowCommand } from './config/show.js';

export function addConfigCommands(config: Command, cli: CommandLine): void {
  addShowCommand(config, cli);
}
