import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function defineBuildCommand(build: Command, cli: CommandLine): void {
  build.action(async () => {
    const { operations } = await import('@infra/core');
    const { buildIndex } = await operations.buildIndex();
    await cli.print(await buildIndex({ cwd: cli.terminal.cwd, file: cli.flags.config }));
  });
  addExamples(build, 'infra build');
}
