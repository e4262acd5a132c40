import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addCleanCommand } from './checkpoints/clean.js';
import { addListCommand } from './checkpoints/list.js';

export function addCheckpointCommands(checkpoints: Command, cli: CommandLine): void {
  addListCommand(checkpoints, cli);
  addCleanCommand(checkpoints, cli);
}
