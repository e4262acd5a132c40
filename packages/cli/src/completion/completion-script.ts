import { printedBy } from './printed-by.js';

/** The script that makes a shell ask `infra complete` for suggestions. */
export async function completionScript(shell: 'bash' | 'zsh' | 'fish'): Promise<string> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const script = printedBy(() => new RootCommand().setup('infra', 'infra', shell));
  // Read-only variables would make the script fail in a shell that has read it before.
  return script.replaceAll(/^readonly (?=ShellCompDirective)/gm, '').trimEnd();
}
