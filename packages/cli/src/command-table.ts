import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from './command-line.js';

/** What a few commands need beside the command line. */
export interface Surroundings {
  /** What was typed after `infra`. */
  readonly words: readonly string[];
  /** The program as it is for other words. */
  readonly describe: (words: readonly string[]) => Promise<Command>;
}

/** Gives a command its arguments, flags, action and examples. */
type Define = (command: Command, cli: CommandLine, around: Surroundings) => void;

interface CommandEntry {
  readonly description: string;
  /** Called by scripts, and not shown. */
  readonly hidden?: boolean;
  readonly load: () => Promise<Define>;
}

interface NounEntry {
  readonly description: string;
  readonly verbs: () => Promise<CommandTable>;
}

/**
 * Commands by their names, in the order in which the help shows them. What a command takes is loaded when it is called:
 * a command more costs the others nothing.
 */
export type CommandTable = Readonly<Record<string, CommandEntry | NounEntry>>;

export function command(description: string, load: () => Promise<Define>): CommandEntry {
  return { description, load };
}

export function noun(description: string, verbs: () => Promise<CommandTable>): NounEntry {
  return { description, verbs };
}

/**
 * Adds the commands of a table. Those that are not among the words have no more than their description, which is all
 * that the help at the top shows. With no verb of a noun among the words its own help is asked for, or a verb is spelt
 * wrong: then all of its verbs are loaded.
 * @param context.words what was typed; null loads everything.
 */
export async function addCommands(
  parent: Command,
  table: CommandTable,
  cli: CommandLine,
  context: { readonly words: readonly string[] | null; readonly describe: Surroundings['describe'] },
): Promise<void> {
  const { words, describe } = context;
  const isNamed = (name: string): boolean => words === null || words.includes(name);
  const all = parent.parent !== null && !Object.keys(table).some(isNamed);
  for (const [name, entry] of Object.entries(table)) {
    const isNoun = 'verbs' in entry;
    const added = parent.command(name, { hidden: !isNoun && entry.hidden === true });
    added.description(entry.description).helpCommand(false);
    if (isNoun) added.usage('<verb> [flags]');
    if (!all && !isNamed(name)) continue;
    if (isNoun) await addCommands(added, await entry.verbs(), cli, context);
    else (await entry.load())(added, cli, { words: words ?? [], describe });
  }
}
