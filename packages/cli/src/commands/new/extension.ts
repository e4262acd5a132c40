import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineExtensionCommand(extension: Command, cli: CommandLine): void {
  extension
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
