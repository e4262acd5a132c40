import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addRunCommand } from './chains/run.js';
import { addSchemasCommand } from './chains/schemas.js';
import { addValidateCommand } from './chains/validate.js';

export function addChainCommands(chains: Command, cli: CommandLine): void {
  addSchemasCommand(chains, cli);
  addValidateCommand(chains, cli);
  addRunCommand(chains, cli);
}
