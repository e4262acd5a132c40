import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { invalidValue } from '../../exit/usage-error.js';
import { addExamples } from '../examples.js';

const widest = 10_000;

export function defineSetCommand(set: Command, cli: CommandLine): void {
  set
    .argument('<name>', "the queue's name")
    .argument('<width>', `a number from 1 to ${widest}, or \`none\` for as many as the workers take`, width)
    .option('--reason <text>', 'why, for whoever looks later')
    .option(
      '--shell',
      "the queue of your shell runs, not the host's; without a configuration it is always so",
    )
    .action(async (name, width, { reason, shell }) => {
      const input = { name, width, shell, ...(reason === undefined ? {} : { reason }) };
      await cli.operate('setQueue', input, shell === true ? 'none' : 'optional');
    });
  addExamples(
    set,
    'infra queues set mail 3',
    'infra queues set mail none --reason "the provider lifted its limit"',
    'infra queues set build 2 --shell',
  );
}

function width(text: string): number | null {
  if (text === 'none' || text === 'unset') return null;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= widest) return value;
  throw invalidValue(`a width is a whole number from 1 to ${widest}, or none, not '${text}'`);
}
