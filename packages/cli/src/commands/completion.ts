import type { Command } from '@commander-js/extra-typings';
import { UsageError } from '../exit/usage-error.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

const shells = ['bash', 'zsh', 'fish'] as const;

/** @param describe makes the command line as it is for these words, to read what may follow them. */
export function addCompletionCommands(
  program: Command,
  cli: CommandLine,
  describe: (words: readonly string[]) => Promise<Command>,
): void {
  const completion = program
    .command('completion')
    .description('print a script that makes a shell complete commands, flags, job names and shell runs')
    .argument('<shell>', 'bash, zsh or fish', readShell)
    .action(async (shell) => {
      const { completionScript } = await import('../completion/completion-script.js');
      cli.write(await completionScript(shell));
    });
  addExamples(
    completion,
    'source <(infra completion bash)',
    'infra completion zsh > ~/.zfunc/_infra',
    'infra completion fish > ~/.config/fish/completions/infra.fish',
  );
  // What the scripts call, as `infra complete -- jobs show ''`.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) => {
      const { complete } = await import('../completion/complete.js');
      cli.terminal.stdout.write(await complete(await describe(words), words, cli));
    });
}

function readShell(text: string): (typeof shells)[number] {
  const shell = shells.find((name) => name === text);
  if (shell !== undefined) return shell;
  throw new UsageError(`there is no completion for the shell '${text}'`, {
    code: 'invalid_value',
    hint: `a shell is one of ${shells.join(', ')}`,
  });
}
