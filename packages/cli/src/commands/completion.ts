import type { Command } from '@commander-js/extra-typings';
import { UsageError } from '../exit/usage-error.js';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

const shells = ['bash', 'zsh', 'fish'] as const;

export function defineCompletionCommand(completion: Command, cli: CommandLine): void {
  completion.argument('<shell>', 'bash, zsh or fish', readShell).action(async (shell) => {
    const { completionScript } = await import('../completion/completion-script.js');
    cli.write(await completionScript(shell));
  });
  addExamples(
    completion,
    'source <(infra completion bash)',
    'infra completion zsh > ~/.zfunc/_infra',
    'infra completion fish > ~/.config/fish/completions/infra.fish',
  );
}

function readShell(text: string): (typeof shells)[number] {
  const shell = shells.find((name) => name === text);
  if (shell !== undefined) return shell;
  throw new UsageError(`there is no completion for the shell '${text}'`, {
    code: 'invalid_value',
    hint: `a shell is one of ${shells.join(', ')}`,
  });
}
