import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addListCommand } from './queues/list.js';
import { addSetCommand } from './queues/set.js';

export function addQueueCommands(queues: Command, cli: CommandLine): void {
  addListCommand(queues, cli);
  addSetCommand(queues, cli);
}
