import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function defineSchemaCommand(schema: Command, cli: CommandLine): void {
  schema.argument('[words...]', 'the words of the command; none lists the commands').action(async (words) => {
    const { operations } = await import('@infra/core');
    const { artifactCommands, artifactJsonSchema } = await operations.artifactSchemas();
    const asked = words.join(' ');
    cli.write(
      asked === '' ? artifactCommands.join('\n') : JSON.stringify(artifactJsonSchema(asked), null, 2),
    );
  });
  addExamples(schema, 'infra schema', 'infra schema jobs list');
}
