import type { Command } from '@commander-js/extra-typings';
import type { CommandLine, InputOf } from '../../command-line.js';
import { chainOf } from '../../parse/chain-file.js';
import { duration } from '../../parse/duration.js';
import { givenParameters, pair } from '../../parse/job-parameters.js';
import { wholeNumber } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';
import { noteWarnings } from './note-warnings.js';
import { waitingFor } from '../waiting-for.js';

export function defineRunCommand(run: Command, cli: CommandLine): void {
  run
    .argument('<chain>', 'the name of a chain, a file of YAML or JSON, or - for stdin')
    .option('-p, --parameter <key=value>', 'for every step that takes it; a repeated key makes a list', pair)
    .option('--params <json>', 'all of these: JSON, @file, or - for stdin')
    .option(
      '--subject <subject>',
      'what the run works on, instead of what its steps say; refused while an unfinished run works on it',
    )
    .option('--resume', 'continue from the checkpoint of an earlier run of the chain on the subject')
    .option('-c, --client <client>', 'for whom the run is, to filter by')
    .option('--key <key>', 'the same key names the same run for 24 hours, unless it failed or was cancelled')
    .option('--priority <number>', 'higher goes first, -1000 to 1000', wholeNumber('--priority', -1000, 1000))
    .option('--delay <duration>', 'not before so long from now: 30s, 5m, 2h, 7d', duration('--delay'))
    .option('--wait', 'wait until the run has ended; exit code 1 when it failed or was cancelled')
    .action(async (chain, { parameter, params, wait, ...options }) => {
      const { data } = await cli.operate('runChain', {
        ...options,
        chain: await chainOf(chain, cli.terminal),
        parameters: await givenParameters({ parameter, params }, cli.terminal),
        trigger: 'manual',
        note: (sentence: string) => cli.note(sentence),
        ...(wait === true ? { wait: waitingFor(cli) } : {}),
      } satisfies InputOf<'runChain'>);
      noteWarnings(cli, data.warnings);
      if (wait === true && data.status !== 'completed') cli.exitWith(1);
    });
  addExamples(
    run,
    'infra chains run nightly',
    'infra chains run chain.yaml -p source=posts --subject posts --wait',
    'infra chains run nightly --subject posts --resume',
  );
}
