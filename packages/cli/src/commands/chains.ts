import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addDeleteCommand } from './chains/delete.js';
import { addListCommand } from './chains/list.js';
import { addRunCommand } from './chains/run.js';
import { addSaveCommand } from './chains/save.js';
import { addScheduleCommand } from './chains/schedule.js';
import { addShowCommand } from './chains/show.js';
import { addSchemasCommand } from './chains/schemas.js';
import { addValidateCommand } from './chains/validate.js';

export function addChainCommands(chains: Command, cli: CommandLine): void {
  addSchemasCommand(chains, cli);
  addValidateCommand(chains, cli);
  addRunCommand(chains, cli);
  addSaveCommand(chains, cli);
  addListCommand(chains, cli);
  addShowCommand(chains, cli);
  addScheduleCommand(chains, cli);
  addDeleteCommand(chains, cli);
}
