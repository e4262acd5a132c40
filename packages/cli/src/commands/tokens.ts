import { command, type CommandTable } from '../command-table.js';

export const tokenVerbs: CommandTable = {
  create: command(
    'make a token for the REST API and for logging in; its secret is shown this once',
    async () => (await import('./tokens/create.js')).defineCreateCommand,
  ),
  list: command(
    'list the tokens: what each may do, until when, and when it was last used',
    async () => (await import('./tokens/list.js')).defineListCommand,
  ),
  revoke: command(
    'end a token and the sessions made from it, at once',
    async () => (await import('./tokens/revoke.js')).defineRevokeCommand,
  ),
  link: command(
    'print a link that opens one session of the dashboard, within ten minutes',
    async () => (await import('./tokens/link.js')).defineLinkCommand,
  ),
};
