import { command, type CommandTable } from '../command-table.js';

export const extensionVerbs: CommandTable = {
  list: command(
    'list the extensions that the host uses',
    async () => (await import('./extensions/list.js')).defineListCommand,
  ),
};
