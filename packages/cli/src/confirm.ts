import type { CommandLine } from './command-line.js';
import { UsageError } from './exit/usage-error.js';
import type { Terminal } from './terminal.js';

/** Who may be asked, and where. */
export type Asked = Pick<CommandLine, 'terminal' | 'mayAsk'>;

/**
 * Asks a question that yes or no answers, on stderr; anything but `y` or `yes` is a no.
 * @param flag what answers it without being asked, as in `--yes`.
 * @throws {UsageError} `confirmation_required` where nobody may be asked.
 */
export async function confirm(asked: Asked, question: string, flag: string): Promise<boolean> {
  assertMayAsk(asked, flag);
  const answer = await ask(asked.terminal, `${question} [y/N] `);
  return /^y(es)?$/i.test(answer);
}

/**
 * Asks for a sentence to be typed letter by letter, for what cannot be undone.
 * @throws {UsageError} `confirmation_required` where nobody may be asked.
 */
export async function confirmByTyping(asked: Asked, sentence: string, flag: string): Promise<boolean> {
  assertMayAsk(asked, flag);
  return (await ask(asked.terminal, `Type '${sentence}' to confirm: `)) === sentence;
}

/**
 * Refuses a command that would have to ask, before it touches anything.
 * @throws {UsageError} `confirmation_required` where nobody may be asked.
 */
export function assertMayAsk({ mayAsk }: Pick<Asked, 'mayAsk'>, flag: string): void {
  if (mayAsk) return;
  throw new UsageError('this command asks before it begins, and there is no terminal to ask on', {
    code: 'confirmation_required',
    hint: `give ${flag}`,
  });
}

/** The next line that is typed, without the spaces around it; '' when the input ends. */
async function ask(terminal: Terminal, prompt: string): Promise<string> {
  terminal.stderr.write(prompt);
  let text = '';
  for await (const chunk of terminal.stdin) {
    text += chunk.toString();
    if (text.includes('\n')) break;
  }
  return (text.split('\n', 1)[0] ?? '').trim();
}
