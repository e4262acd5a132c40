import type { Command } from '@commander-js/extra-typings';
import type { CommandLine, InputOf } from '../../command-line.js';
import { invalidValue, UsageError } from '../../exit/usage-error.js';
import { duration } from '../../parse/duration.js';
import { givenParameters, jsonObject, pair } from '../../parse/job-parameters.js';
import { future } from '../../parse/moment.js';
import { wholeNumber } from '../../parse/whole-number.js';
import { addExamples } from '../examples.js';
import { waitingFor } from '../waiting-for.js';

interface Options {
  readonly parameter?: [string, string][] | undefined;
  readonly params?: string | undefined;
  readonly notify?: string | undefined;
  readonly notifyCommand?: string[] | undefined;
}

type Input = InputOf<'submitRun'>;

export function defineSubmitCommand(submit: Command, cli: CommandLine): void {
  submit
    .argument('<job>', 'the job')
    .option('-p, --parameter <key=value>', 'a parameter; a repeated key makes a list', pair)
    .option('--params <json>', 'all parameters: JSON, @file, or - for stdin')
    .option(
      '--subject <subject>',
      'what the run works on, instead of what its job says; refused while an unfinished run works on it',
    )
    .option('--resume', 'continue from the checkpoint of an earlier run of the subject')
    .option('-c, --client <client>', 'for whom the run is, to filter by')
    .option('--key <key>', 'the same key names the same run for 24 hours, unless it failed or was cancelled')
    .option('--context <json>', 'data of your own, kept with the run: a JSON object', jsonObject('--context'))
    .option('--priority <number>', 'higher goes first, -1000 to 1000', wholeNumber('--priority', -1000, 1000))
    .option('--delay <duration>', 'not before so long from now: 30s, 5m, 2h, 7d', duration('--delay'))
    .option('--at <time>', 'not before this time', future('--at'))
    .option('--queue <name>', "the queue, instead of the job's")
    .option('--notify <url>', 'tell this URL when the run has ended')
    .option(
      '--notify-command <command>',
      'run this program when the run has ended; JSON for arguments',
      command,
    )
    .option('-y, --yes', 'approve it, whatever it will cost; for a job that asks for approval')
    .option('--wait', 'wait until the run has ended; exit code 1 when it failed or was cancelled')
    .action(async (job, { parameter, params, notify, notifyCommand, wait, yes, ...options }) => {
      const given = { parameter, params, notify, notifyCommand };
      const approval = yes === true ? { approve: true } : {};
      const asked = { ...options, ...approval, name: job, trigger: 'manual' as const };
      const input = { ...asked, ...(await inputOf(cli, given)) };
      await submitRun(cli, { ...input, note: (sentence) => cli.note(sentence) }, wait === true);
    });
  addExamples(
    submit,
    'infra runs submit content_ingestion',
    'infra runs submit blog_content_ingestion -p directory=posts -p directory=drafts',
    'echo \'{"directory": "posts"}\' | infra runs submit blog_content_ingestion --params -',
    'infra runs submit content_ingestion --key import-2026-01-14 --delay 5m --priority 10',
    'infra runs submit content_ingestion --subject posts --client website --wait',
    'infra runs submit content_ingestion --yes',
  );
}

async function submitRun(cli: CommandLine, input: Input, wait: boolean): Promise<void> {
  if (!wait) {
    await cli.operate('submitRun', input);
    return;
  }
  const { data } = await cli.operate('submitRun', { ...input, wait: waitingFor(cli) });
  if (data.status !== 'completed') cli.exitWith(1);
}

async function inputOf(
  cli: CommandLine,
  { parameter, params, notify, notifyCommand }: Options,
): Promise<Pick<Input, 'parameters' | 'notify'>> {
  if (notify !== undefined && notifyCommand !== undefined)
    throw new UsageError('--notify and --notify-command exclude each other');
  return {
    parameters: await givenParameters({ parameter, params }, cli.terminal),
    ...(notify === undefined ? {} : { notify: { webhook: notify } }),
    ...(notifyCommand === undefined ? {} : { notify: { command: notifyCommand } }),
  };
}

/** Reads a program, or a JSON array of a program and its arguments: no shell reads it, so nothing splits it. */
function command(text: string): string[] {
  if (!text.startsWith('[')) return [text];
  let words: unknown;
  try {
    words = JSON.parse(text);
  } catch {
    words = null;
  }
  if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string'))
    return words;
  throw invalidValue(
    '--notify-command takes a program, or JSON such as ["mail", "-s", "done", "me@example.org"]',
  );
}
