import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function addSchemasCommand(chains: Command, cli: CommandLine): void {
  const schemas = chains
    .command('schemas')
    .description('the jobs that chains can be made of, and what they take')
    .option('--category <tag>', "only jobs of this category, which is a job's first tag")
    .action(async (options) => {
      await cli.operate('chainSchemas', options);
    });
  addExamples(schemas, 'infra chains schemas', 'infra chains schemas --category indexing --json');
}
