import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { UsageError } from '../../exit/usage-error.js';
import { givenParameters, pair } from '../../parse/job-parameters.js';
import { addExamples } from '../examples.js';

export function defineScheduleCommand(schedule: Command, cli: CommandLine): void {
  schedule
    .argument('<name>', 'the chain')
    .argument('[cron]', 'six fields: second minute hour day month weekday')
    .option('--time-zone <zone>', 'IANA name, such as Europe/Berlin; UTC by default')
    .option('-p, --parameter <key=value>', 'for every step that takes it; a repeated key makes a list', pair)
    .option('--params <json>', 'all of these: JSON, @file, or - for stdin')
    .option('--subject <subject>', 'what its runs work on; skipped while an unfinished run works on it')
    .option('--off', 'take it from its schedule')
    .action(async (name, cron, { timeZone, parameter, params, subject, off }) => {
      if ((cron === undefined) === (off !== true))
        throw new UsageError('give a schedule of six fields, or --off', {
          hint: `infra chains schedule ${name} "0 0 2 * * *"`,
        });
      const parameters = await givenParameters({ parameter, params }, cli.terminal);
      await cli.operate('scheduleChain', { name, schedule: cron ?? null, timeZone, parameters, subject });
    });
  addExamples(
    schedule,
    'infra chains schedule nightly "0 0 2 * * *" --time-zone Europe/Berlin -p source=posts',
    'infra chains schedule nightly --off',
  );
}
