import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { RunStatus } from '@infra/core';
import type { CommandLine } from '../command-line.js';
import { printedBy } from './printed-by.js';
import { type RecentShellRun, runsForLine, shellRunWords } from './shell-run-words.js';
import type { Suggestion } from './suggestion.js';

/** What there is that a word may stand for. */
interface KnownWords extends HostWords {
  readonly runs: readonly RecentShellRun[];
}

/** What the host has of it. */
interface HostWords {
  readonly jobs: readonly Suggestion[];
  readonly extensions: readonly Suggestion[];
  readonly tags: readonly Suggestion[];
  readonly chains: readonly Suggestion[];
  /** Those that somebody saved, and may delete. */
  readonly savedChains: readonly Suggestion[];
}

const nothing: HostWords = { jobs: [], extensions: [], tags: [], chains: [], savedChains: [] };

const bare = (words: readonly string[]) => words.map((word): Suggestion => [word, '']);

const statuses = bare(['success', 'failed', 'running', 'queued', 'cancelled']);
// The compiler holds it complete: whoever types waits too long for the state machine to be loaded.
const storedStatuses: readonly Suggestion[] = Object.entries({
  pending: '',
  awaiting_approval: '',
  approved: '',
  queued: '',
  running: '',
  completed: '',
  failed: '',
  cancelled: '',
} satisfies Record<RunStatus, string>);
const cancellable = bare(['all', 'pending', 'approved', 'queued', 'running', 'processing']);
const filters = bare(['pending', 'approved', 'active', 'done', 'failed', 'cancelled']);

/** The nouns whose words may be names of what the host has. */
const nounsOfHost = ['jobs', 'runs', 'config', 'chains'];

/**
 * The suggestions for the last of these words, in the form that the completion scripts read. Quick, and silent about
 * every error: somebody is typing.
 */
export async function complete(
  program: CommandUnknownOpts,
  words: readonly string[],
  cli: CommandLine,
): Promise<string> {
  const [host, runs] = await Promise.all([
    nounsOfHost.some((noun) => words.includes(noun)) ? hostWords(words, cli).catch(() => nothing) : nothing,
    runsForLine(words, cli.terminal.cwd).catch(() => []),
  ]);
  const known = { ...host, runs };
  const { RootCommand } = await import('@bomb.sh/tab');
  const root = new RootCommand();
  for (const { path, command } of visibleCommands(program)) {
    const described = path === '' ? root : root.command(path, command.description());
    for (const option of visibleOptions(command, program)) {
      const name = option.long?.replace('--', '') ?? '';
      const values = option.required ? valuesOf(path, name, known) : null;
      const alias = option.short?.slice(1);
      if (values === null) described.option(name, option.description, alias);
      else described.option(name, option.description, (suggest) => suggestAll(values, suggest), alias);
    }
    for (const argument of command.registeredArguments) {
      const values = valuesOf(path, argument.name(), known);
      described.argument(argument.name(), (suggest) => suggestAll(values, suggest), argument.variadic);
    }
  }
  return printedBy(() => root.parse([...words]));
}

function suggestAll(
  values: readonly Suggestion[],
  suggest: (value: string, description: string) => void,
): void {
  for (const [value, description] of values) suggest(value, description);
}

/** What a flag or an argument may stand for; nothing where everything is possible. */
function valuesOf(path: string, name: string, host: KnownWords): readonly Suggestion[] {
  const shellRuns = shellRunWords(path, name, host.runs);
  if (shellRuns !== null) return shellRuns;
  if (path.startsWith('jobs ') && ['name', 'names'].includes(name)) return host.jobs;
  if (name === 'job') return host.jobs;
  if (path.startsWith('chains ') && ['name', 'chain'].includes(name)) return chainsFor(path, host);
  if (path === 'runs list' && name === 'filter') return filters;
  if (path === 'runs cancel' && name === 'target') return cancellable;
  if (path === 'runs approve filter') return bare(['pending', 'awaiting_approval']);
  if (path === 'config auto-approve' && name === 'rule') return bare(['on', 'off', 'default']);
  if (name === 'extension') return host.extensions;
  if (name === 'tag') return host.tags;
  if (name === 'status') return path.startsWith('runs ') ? storedStatuses : statuses;
  return name === 'shell' ? ['bash', 'zsh', 'fish'].map((shell) => [shell, '']) : [];
}

function chainsFor(path: string, { chains, savedChains }: HostWords): readonly Suggestion[] {
  // A chain that is saved may have any name.
  if (path === 'chains save') return [];
  return path === 'chains delete' ? savedChains : chains;
}

function visibleCommands(
  command: CommandUnknownOpts,
  path = '',
): { path: string; command: CommandUnknownOpts }[] {
  const below = command.createHelp().visibleCommands(command);
  const found = below.flatMap((verb) => visibleCommands(verb, `${path} ${verb.name()}`.trim()));
  return [{ path, command }, ...found];
}

function visibleOptions(command: CommandUnknownOpts, program: CommandUnknownOpts) {
  const options = command.createHelp().visibleOptions(command);
  return command === program ? options : [...options, ...program.createHelp().visibleOptions(program)];
}

async function hostWords(words: readonly string[], cli: CommandLine): Promise<HostWords> {
  const { openHost, operations } = await import('@infra/core');
  const config = words[words.indexOf('--config') + 1];
  const host = await openHost({
    cwd: cli.terminal.cwd,
    ...(words.includes('--config') && config !== undefined ? { configurationFile: config } : {}),
  });
  const { jobs, extensions } = host.registry;
  const chains = words.includes('chains') ? await (await operations.chainNames()).chainNames(host) : [];
  await host.close();
  return {
    jobs: jobs.map((job) => [job.name, job.description]),
    extensions: extensions.map((extension) => [extension.name, '']),
    tags: [...new Set(jobs.flatMap((job) => job.tags))].toSorted().map((tag) => [tag, '']),
    chains: chains.map(suggestionOf),
    savedChains: chains.filter(({ saved }) => saved).map(suggestionOf),
  };
}

function suggestionOf({
  name,
  description,
}: {
  readonly name: string;
  readonly description: string;
}): Suggestion {
  return [name, description];
}
