import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineSchemasCommand(schemas: Command, cli: CommandLine): void {
  schemas
    .option('--category <tag>', "only jobs of this category, which is a job's first tag")
    .action(async (options) => {
      await cli.operate('chainSchemas', options);
    });
  addExamples(schemas, 'infra chains schemas', 'infra chains schemas --category indexing --json');
}
