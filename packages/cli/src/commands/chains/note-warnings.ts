import type { CommandLine } from '../../command-line.js';

/** Says on stderr what may be wrong with a chain; steps are counted from 1. */
export function noteWarnings(
  cli: Pick<CommandLine, 'note'>,
  warnings: readonly { readonly step: number; readonly message: string }[],
): void {
  for (const { step, message } of warnings) cli.note(`Warning: ${message} (step ${step + 1})`);
}
