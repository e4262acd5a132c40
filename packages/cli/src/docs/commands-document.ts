import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { examplesOf } from '../commands/examples.js';
import { wordsOf } from '../program.js';

type Option = ReturnType<ReturnType<CommandUnknownOpts['createHelp']>['visibleOptions']>[number];

/** The command reference, from the commands themselves. */
export function commandsDocument(program: CommandUnknownOpts): string {
  const verbs = verbsOf(program);
  const contents = verbs.map((verb) => {
    const words = wordsOf(verb);
    return `| [\`infra ${words}\`](#infra-${words.replaceAll(' ', '-')}) | ${cell(verb.description())} |`;
  });
  return [
    '# Commands',
    '',
    'Written by `npm run docs:commands -w packages/cli` from the commands themselves: not to be edited.',
    '',
    'Every command returns one artifact. `--json` prints it as one object on stdout; `infra schema <noun> <verb>` prints',
    'its JSON Schema. Errors go to stderr, with `--json` as `{"error": {"code", "message", "hint"}}`.',
    '',
    '| Command | |',
    '|---|---|',
    ...contents,
    '',
    '## Flags of every command',
    '',
    'They work before the noun and after the verb.',
    '',
    ...optionsTable(program.createHelp().visibleOptions(program)),
    '',
    '## Exit codes',
    '',
    '| Code | |',
    '|---|---|',
    '| 0 | done |',
    '| 1 | a run failed, or the operation did not succeed |',
    '| 2 | usage: an unknown command, flag, job or status, a value that does not parse |',
    '| 3 | the configuration or an extension is faulty, or there is none where one is needed |',
    '| 4 | the database cannot be reached, is not migrated, or its schema is newer than the program |',
    '| 124 | timed out waiting |',
    '| 130 | interrupted |',
    '',
    ...verbs.flatMap(section),
  ].join('\n');
}

/** Every command that does something, in the order of the help. */
export function verbsOf(command: CommandUnknownOpts): CommandUnknownOpts[] {
  const below = command.createHelp().visibleCommands(command);
  return below.length === 0 ? [command] : below.flatMap(verbsOf);
}

function section(verb: CommandUnknownOpts): string[] {
  const options = verb
    .createHelp()
    .visibleOptions(verb)
    .filter((option) => option.long !== '--help');
  const placeholders = verb.registeredArguments.map((argument) => bracketed(argument.name(), argument));
  const line = [`infra ${wordsOf(verb)}`, ...placeholders, ...(options.length === 0 ? [] : ['[flags]'])].join(
    ' ',
  );
  return [
    `## infra ${wordsOf(verb)}`,
    '',
    sentence(verb.description()),
    '',
    '```sh',
    line,
    '```',
    '',
    ...argumentsTable(verb),
    ...(options.length === 0 ? [] : [...optionsTable(options), '']),
    '```sh',
    ...examplesOf(verb),
    '```',
    '',
  ];
}

function bracketed(
  name: string,
  argument: { readonly required: boolean; readonly variadic: boolean },
): string {
  const word = argument.variadic ? `${name}...` : name;
  return argument.required ? `<${word}>` : `[${word}]`;
}

function argumentsTable(verb: CommandUnknownOpts): string[] {
  if (verb.registeredArguments.length === 0) return [];
  const rows = verb.registeredArguments.map(
    (argument) => `| \`${argument.name()}\` | ${cell(argument.description)} |`,
  );
  return ['| Argument | |', '|---|---|', ...rows, ''];
}

function optionsTable(options: readonly Option[]): string[] {
  const rows = options.map((option) => {
    const standard =
      option.defaultValue === undefined || typeof option.defaultValue === 'boolean'
        ? ''
        : ` (default ${JSON.stringify(option.defaultValue)})`;
    return `| \`${option.flags}\` | ${cell(option.description)}${standard} |`;
  });
  return ['| Flag | |', '|---|---|', ...rows];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
