import type { CommandUnknownOpts } from '@commander-js/extra-typings';

const known = new WeakMap<CommandUnknownOpts, readonly string[]>();

/** Adds examples to the help of a command; every verb has one. */
export function addExamples(command: CommandUnknownOpts, ...lines: readonly string[]): void {
  known.set(command, lines);
  const title = lines.length === 1 ? 'Example' : 'Examples';
  command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
}

/** The examples of a command. */
export function examplesOf(command: CommandUnknownOpts): readonly string[] {
  return known.get(command) ?? [];
}
