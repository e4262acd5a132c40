import type { Command } from '@commander-js/extra-typings';
import { queueNameFault } from '@infra/traits/values';
import { invalidValue } from '../exit/usage-error.js';
import { duration } from '../parse/duration.js';

/** The options of a command that is a runtime as a process: it drains on SIGTERM or Ctrl-C, a second one stops it at once. */
export function addWorkerOptions(command: Command) {
  return command
    .option(
      '--grace <time>',
      'what running jobs get to finish on a stop, such as 30s (default: as configured)',
      grace,
    )
    .option('--queue <name>', 'serve only this queue; may be given several times', oneMore)
    .option('--watch', 'in development: start again when code or configuration change');
}

function oneMore(name: string, before: string[] | undefined): string[] {
  const fault = queueNameFault(name);
  if (fault !== null) throw invalidValue(`--queue: ${fault}`);
  return [...(before ?? []), name];
}

function grace(text: string): number {
  return /^0(ms|[smhd])?$/.test(text) ? 0 : duration('--grace')(text);
}
