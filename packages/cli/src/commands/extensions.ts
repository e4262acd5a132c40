import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addListCommand } from './extensions/list.js';

export function addExtensionCommands(extensions: Command, cli: CommandLine): void {
  addListCommand(extensions, cli);
}
