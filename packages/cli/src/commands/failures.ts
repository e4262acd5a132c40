import { command, type CommandTable } from '../command-table.js';

export const failureVerbs: CommandTable = {
  list: command(
    'list runs that failed for good and that nobody has resolved, newest first',
    async () => (await import('./failures/list.js')).defineListCommand,
  ),
  resubmit: command(
    'submit failed runs again, at once, and resolve their failures',
    async () => (await import('./failures/resubmit.js')).defineResubmitCommand,
  ),
  delete: command(
    'acknowledge failures without doing anything about them',
    async () => (await import('./failures/delete.js')).defineDeleteCommand,
  ),
};
