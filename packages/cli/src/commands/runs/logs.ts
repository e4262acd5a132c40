import { type Command, Option } from '@commander-js/extra-typings';
import type { DataOf } from '../../artifact-data.js';
import type { CommandLine } from '../../command-line.js';
import { past } from '../../parse/moment.js';
import { hostNeedOf } from '../../parse/run-reference.js';
import { limit } from '../../parse/whole-number.js';
import { logLineInWords } from '../../render/log-line-in-words.js';
import { visibleText } from '../../render/visible-text.js';
import { addExamples } from '../examples.js';

type Lines = readonly DataOf<'runs logs'>['lines'][number][];

export function defineLogsCommand(logs: Command, cli: CommandLine): void {
  logs
    .argument('<id>', "the run's id, or a shell run's name")
    .addOption(
      new Option('--tail [lines]', 'only the last lines; 50 when no number is given')
        .argParser(limit('--tail'))
        .preset('50'),
    )
    .option('-f, --follow', 'go on with what comes until the run is over')
    .option('--since <time>', 'only lines since then: a duration such as 5m, or a time', past('--since'))
    .option('--stderr', 'only what went wrong: warnings and errors')
    .option('-t, --timestamps', 'begin each line with its time and level')
    .action(async (id, { tail, follow, since, stderr, timestamps }) => {
      const isTerminal = cli.terminal.stdout.isTTY === true;
      const tell = (lines: Lines) => {
        for (const line of lines) {
          const text = logLineInWords(line, timestamps === true);
          // On a pipe as it was written; a terminal shall show it and not obey it.
          cli.stream(line, isTerminal ? visibleText(text) : text);
        }
      };
      // What a command printed goes to a pipe as it is.
      const isRaw = !cli.flags.json && !isTerminal && timestamps !== true && hostNeedOf(id) === 'none';
      const input = {
        id,
        directory: cli.terminal.cwd,
        tail,
        follow,
        since,
        stderr,
        signal: follow === true ? cli.interruption() : new AbortController().signal,
        onLines: follow === true || !cli.flags.json ? tell : undefined,
        onBytes: isRaw ? (bytes: Uint8Array) => cli.writeBytes(bytes) : undefined,
      };
      await cli.operate('readRunLogs', input, hostNeedOf(id));
    });
  addExamples(
    logs,
    'infra runs logs 12',
    'infra runs logs 12 --tail',
    'infra runs logs 12 --tail 100 --timestamps',
    'infra runs logs build --follow',
    'infra runs logs 12 --since 5m --stderr',
  );
}
