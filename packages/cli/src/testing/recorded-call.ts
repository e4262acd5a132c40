import type { CommandLine, GlobalFlags } from '../command-line.js';
import { createProgram } from '../program.js';
import type { Terminal } from '../terminal.js';

/** What a command line came down to: the operation, what went into it, and the flags that hold for every command. */
export interface RecordedCall {
  readonly operation: string;
  readonly input: unknown;
  readonly flags: GlobalFlags | null;
  readonly exitCode: number;
}

/**
 * Reads words as the program does, up to the operation, which is not run.
 * @param answer what the operation is said to have returned.
 * @throws {UsageError} @throws {CommanderError}
 */
export async function recordCall(
  words: readonly string[],
  options: { stdin?: string; answer?: unknown } = {},
): Promise<RecordedCall> {
  const recorder = new Recorder(fakeTerminal(options.stdin ?? ''), options.answer);
  const program = await createProgram(recorder.commandLine, words, (_, flags) => {
    recorder.flags = flags;
  });
  await program.parseAsync(words, { from: 'user' });
  if (recorder.call === null) throw new Error(`${words.join(' ')} calls no operation`);
  return { ...recorder.call, flags: recorder.flags, exitCode: recorder.exitCode };
}

/** A terminal that nobody sits at; what is written to it is kept. */
export function fakeTerminal(
  stdin = '',
): Terminal & { readonly written: { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  return {
    written,
    stdin: (async function* () {
      yield stdin;
    })(),
    stdout: { write: (text) => void (written.stdout += String(text)) },
    stderr: { write: (text) => void (written.stderr += String(text)) },
    env: {},
    cwd: process.cwd(),
  };
}

class Recorder {
  flags: GlobalFlags | null = null;
  exitCode = 0;
  call: { operation: string; input: unknown } | null = null;
  readonly commandLine: CommandLine;

  constructor(terminal: Terminal, answer: unknown) {
    this.commandLine = {
      terminal,
      flags: {
        json: false,
        config: undefined,
        database: undefined,
        nonInteractive: true,
        color: false,
        debug: false,
      },
      mayAsk: false,
      operate: (operation, input) => {
        this.call = { operation, input };
        return Promise.resolve({ data: answer } as never);
      },
      print: () => Promise.resolve(),
      stream: () => {},
      write: () => {},
      writeBytes: () => Promise.resolve(),
      note: () => {},
      interruption: () => new AbortController().signal,
      whileWaiting: (_, work) => work(() => {}),
      exitWithOnFailure: () => {},
      exitWith: (code) => {
        this.exitCode = code;
      },
    };
  }
}
