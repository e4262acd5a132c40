import { command, type CommandTable } from '../command-table.js';

export const checkpointVerbs: CommandTable = {
  list: command(
    'list what interrupted runs can be resumed from, the latest first',
    async () => (await import('./checkpoints/list.js')).defineListCommand,
  ),
  clean: command(
    'delete old checkpoints of runs that have ended; the runs stay',
    async () => (await import('./checkpoints/clean.js')).defineCleanCommand,
  ),
};
