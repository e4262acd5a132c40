import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { readChainFile } from '../../parse/chain-file.js';
import { addExamples } from '../examples.js';
import { noteWarnings } from './note-warnings.js';

export function defineSaveCommand(save: Command, cli: CommandLine): void {
  save
    .argument('<name>', 'small letters, digits, - and _')
    .argument('<file>', 'a file of YAML or JSON, or - for stdin')
    .option('--description <text>', 'one sentence for people, instead of what the file says')
    .action(async (name, file, { description }) => {
      const chain = await readChainFile(file, cli.terminal);
      const { data } = await cli.operate('saveChain', { name, chain, description });
      noteWarnings(cli, data.warnings);
      for (const { path } of data.missing) cli.note(`${path} has to be given with -p when it runs`);
    });
  addExamples(
    save,
    'infra chains save nightly chain.yaml',
    "infra chains save nightly chain.yaml --description 'Everything, from scrape to index'",
  );
}
