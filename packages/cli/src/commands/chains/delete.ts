import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { confirm } from '../../confirm.js';
import { addExamples } from '../examples.js';

export function defineDeleteCommand(remove: Command, cli: CommandLine): void {
  remove
    .argument('<name>', 'the chain')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const ask = () => confirm(cli, `About to delete the chain ${name}. Continue?`, '--yes');
      await cli.operate('deleteChain', { name, ...(yes === true ? {} : { confirm: ask }) });
    });
  addExamples(remove, 'infra chains delete nightly', 'infra chains delete nightly --yes');
}
