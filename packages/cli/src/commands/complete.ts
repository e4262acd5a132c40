import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import type { Surroundings } from '../command-table.js';

/** What the scripts of `infra completion` call, as `infra complete -- jobs show ''`. */
export function defineCompleteCommand(command: Command, cli: CommandLine, { describe }: Surroundings): void {
  command.argument('[words...]').action(async (words) => {
    const { complete } = await import('../completion/complete.js');
    cli.terminal.stdout.write(await complete(await describe(words), words, cli));
  });
}
