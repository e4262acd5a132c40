import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function defineResumeCommand(resume: Command, cli: CommandLine): void {
  resume
    .option('--queue <name>', 'only this queue')
    .option('--reason <text>', 'why, for whoever looks later')
    .action(async ({ queue, reason }) => {
      await cli.operate('resumeWork', {
        ...(queue === undefined ? {} : { queue }),
        ...(reason === undefined ? {} : { reason }),
      });
    });
  addExamples(resume, 'infra resume', 'infra resume --queue mail');
}
