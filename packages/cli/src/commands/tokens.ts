import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addCreateCommand } from './tokens/create.js';
import { addLinkCommand } from './tokens/link.js';
import { addListCommand } from './tokens/list.js';
import { addRevokeCommand } from './tokens/revoke.js';

export function addTokenCommands(tokens: Command, cli: CommandLine): void {
  addCreateCommand(tokens, cli);
  addListCommand(tokens, cli);
  addRevokeCommand(tokens, cli);
  addLinkCommand(tokens, cli);
}
