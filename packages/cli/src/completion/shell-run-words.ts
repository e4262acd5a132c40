import type { operations } from '@infra/core';
import { visibleLine } from '../render/visible-text.js';
import type { Suggestion } from './suggestion.js';

type Recent = Awaited<ReturnType<(typeof operations)['recentShellRuns']>>['recentShellRuns'];
export type RecentShellRun = Awaited<ReturnType<Recent>>[number];

/** Which runs an argument of a command may stand for. */
const choices: Readonly<Record<string, 'any' | 'unfinished' | 'finished'>> = {
  'runs status': 'any',
  'runs logs': 'any',
  'runs wait': 'any',
  'runs stop': 'unfinished',
  'runs retry': 'finished',
};
const final: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);
const longestDescription = 60;

/** This project's newest shell runs, when a line is about to name one. */
export async function runsForLine(
  words: readonly string[],
  directory: string,
): Promise<readonly RecentShellRun[]> {
  const line = words.join(' ');
  const isMeant =
    Object.keys(choices).some((path) => line.includes(path)) ||
    (words.includes('exec') && words.includes('--after'));
  if (!isMeant) return [];
  const { operations } = await import('@infra/core');
  return (await operations.recentShellRuns()).recentShellRuns({ directory });
}

/** The names and ids that an argument or the value of a flag may be; null where that is no shell run. */
export function shellRunWords(
  path: string,
  argument: string,
  runs: readonly RecentShellRun[],
): Suggestion[] | null {
  const isRun = path === 'exec' ? argument === 'after' : ['id', 'ids'].includes(argument);
  const choice = path === 'exec' ? 'any' : choices[path];
  if (!isRun || choice === undefined) return null;
  return runs
    .filter(({ status }) => choice === 'any' || final.has(status) === (choice === 'finished'))
    .flatMap(suggestionsOf);
}

function suggestionsOf({ id, name, status, command }: RecentShellRun): Suggestion[] {
  const text = visibleLine(command);
  const short = text.length > longestDescription ? `${text.slice(0, longestDescription)}…` : text;
  // A name with a space in it would have to be quoted.
  const words = name === null || name.includes(' ') ? [id] : [name, id];
  return words.map((word) => [word, `${status}: ${short}`]);
}
