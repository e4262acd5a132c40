import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { duration } from '../../parse/duration.js';
import { role } from '../../parse/role.js';
import { addExamples } from '../examples.js';

export function defineCreateCommand(create: Command, cli: CommandLine): void {
  create
    .requiredOption('--name <name>', 'who comes with it, as the audit will name them')
    .requiredOption('--role <role>', 'what it may do: viewer, operator or admin', role)
    .option('--expires <time>', 'when it ends by itself, such as 30d (default: never)', duration('--expires'))
    .action(async ({ name, role, expires: expiresInMs }) => {
      await cli.operate('createToken', { name, role, expiresInMs });
    });
  addExamples(
    create,
    'infra tokens create --name ci --role operator --expires 90d',
    'INFRA_TOKEN=$(infra tokens create --name grafana --role viewer)',
  );
}
