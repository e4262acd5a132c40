import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addStopCommand(db: Command, cli: CommandLine): void {
  const stop = db
    .command('stop')
    .description('stop the embedded database, whoever is connected')
    .action(async () => {
      await cli.operate('stopDatabase', {}, 'optional');
    });
  addExamples(stop, 'infra db stop');
}
