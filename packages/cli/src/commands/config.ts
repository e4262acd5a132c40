import { command, type CommandTable } from '../command-table.js';

export const configVerbs: CommandTable = {
  show: command(
    'show the configuration in force, defaults filled in and secrets masked',
    async () => (await import('./config/show.js')).defineShowCommand,
  ),
  'auto-approve': command(
    'show or set which runs are approved without asking anybody',
    async () => (await import('./config/auto-approve.js')).defineAutoApproveCommand,
  ),
};
