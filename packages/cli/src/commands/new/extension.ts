import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addExtensionCommand(create: Command, cli: CommandLine): void {
  const extension = create
    .command('extension')
    .description('write a new extension with one job and its test, in TypeScript')
    .argument('<name>', 'lower-case words joined by _ or -')
    .option('--directory <folder>', "where to (default: extensions/NAME in the host's folder)")
    .action(async (name, { directory }) => {
      const { createExtension } = await import('../../scaffold/create-extension.js');
      const created = await createExtension({ name, directory, cwd: cli.terminal.cwd });
      await cli.print<'new extension'>({ data: created, artifact_type: 'text', title: 'Extension Created' });
    });
  addExamples(
    extension,
    'infra new extension weather',
    'infra new extension weather --directory packages/weather',
  );
}
