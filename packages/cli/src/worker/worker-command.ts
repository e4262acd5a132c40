import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { invalidValue, UsageError } from '../exit/usage-error.js';

/** Defines a command that is a runtime as a process: it drains on SIGTERM or Ctrl-C, a second one stops it at once. */
export function addWorkerCommand(
  program: Command,
  cli: CommandLine,
  kind: 'work' | 'serve',
  description: string,
) {
  return program
    .command(kind)
    .description(description)
    .option(
      '--grace <time>',
      'what running jobs get to finish on a stop, such as 30s (default: as configured)',
    )
    .option('--queue <name>', 'serve only this queue; may be given several times', oneMore)
    .option('--watch', 'in development: start again when code or configuration change')
    .action(async ({ grace, queue, watch }) => {
      const graceMs = grace === undefined ? undefined : await graceOf(grace);
      if (watch === true) {
        const { workAndWatch } = await import('./watch.js');
        return workAndWatch(cli);
      }
      const { runWorker } = await import('./run-worker.js');
      return runWorker(cli, kind, { graceMs, queues: await queueNames(queue) });
    });
}

function oneMore(name: string, before: string[] | undefined): string[] {
  return [...(before ?? []), name];
}

async function queueNames(names: readonly string[] | undefined): Promise<readonly string[] | undefined> {
  if (names === undefined) return undefined;
  const { queueNameSchema } = await import('@infra/traits');
  for (const name of names) {
    const [issue] = queueNameSchema.safeParse(name).error?.issues ?? [];
    if (issue !== undefined) throw invalidValue(`--queue: ${issue.message}`);
  }
  return names;
}

async function graceOf(text: string): Promise<number> {
  if (/^0(ms|[smhd])?$/.test(text)) return 0;
  const { InvalidDurationError, parseDuration } = await import('@infra/traits');
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof InvalidDurationError)) throw error;
    throw new UsageError(`--grace: ${error.message}`, { code: 'invalid_value' });
  }
}
