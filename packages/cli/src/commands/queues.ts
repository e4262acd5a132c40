import { command, type CommandTable } from '../command-table.js';

export const queueVerbs: CommandTable = {
  list: command(
    'list the queues: how wide each is, what runs and waits in it, who serves it',
    async () => (await import('./queues/list.js')).defineListCommand,
  ),
  set: command(
    'set how many runs of a queue may run at once, in the whole cluster',
    async () => (await import('./queues/set.js')).defineSetCommand,
  ),
};
