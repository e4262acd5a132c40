import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { UsageError } from '../../exit/usage-error.js';
import { addExamples } from '../examples.js';

export function defineRevokeCommand(revoke: Command, cli: CommandLine): void {
  revoke
    .argument('[name]', "the token's name")
    .option('--sessions', 'instead: end every session of the dashboard and every unused link')
    .option('--reason <text>', 'why, for whoever looks later')
    .action(async (name, { sessions, reason }) => {
      if ((name === undefined) === (sessions === undefined)) {
        throw new UsageError('give the name of a token, or --sessions');
      }
      if (name === undefined) await cli.operate('endSessions', { reason });
      else await cli.operate('revokeToken', { name, reason });
    });
  addExamples(
    revoke,
    'infra tokens revoke ci',
    'infra tokens revoke --sessions --reason "a laptop was lost"',
  );
}
