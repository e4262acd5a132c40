import type { Artifact, Host } from '@infra/core';
import type { ArtifactCommand, ArtifactOf } from './artifact-data.js';
import type { CommandLine, GlobalFlags, HostNeed, HostOperation, InputOf, ResultOf } from './command-line.js';
import { interruptedExit, onInterruption } from './exit/interruption.js';
import { visibleText } from './render/visible-text.js';
import { type Terminal, wantsColor } from './terminal.js';

const noFlags: GlobalFlags = {
  json: false,
  config: undefined,
  database: undefined,
  nonInteractive: false,
  color: true,
  debug: false,
};

/** The exit code of a mistake of the caller. */
const usageExit = 2;

type AnyOperation = (host: unknown, input: unknown) => Promise<Artifact<unknown>>;

/** One call of the program, from its flags to its exit code. Core, rendering and spinner are loaded when needed. */
export class Session implements CommandLine {
  readonly terminal: Terminal;
  #flags = noFlags;
  #command = '';
  #exitCode = 0;
  #failureCode: number | null = null;
  #interruption: AbortController | null = null;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  get flags(): GlobalFlags {
    return this.#flags;
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  get mayAsk(): boolean {
    const { stdin, stderr } = this.terminal;
    return stdin.isTTY === true && stderr.isTTY === true && !this.#flags.nonInteractive && !this.#flags.json;
  }

  /** Told before the action runs: what is called, and with which global flags. */
  begin(command: string, flags: GlobalFlags): void {
    this.#command = command;
    this.#flags = flags;
  }

  async operate<Name extends HostOperation>(
    name: Name,
    input: InputOf<Name>,
    need: HostNeed = 'needed',
  ): Promise<ResultOf<Name>> {
    const [{ operations }, host] = await Promise.all([import('@infra/core'), this.#openHost(need)]);
    try {
      const module = (await operations[name]()) as unknown as Readonly<Record<string, AnyOperation>>;
      const operation = module[name];
      if (operation === undefined) throw new Error(`core has no operation ${name}`);
      const artifact = await operation(host, input);
      await this.#print(artifact);
      return artifact as ResultOf<Name>;
    } finally {
      await host.close();
    }
  }

  async #openHost(need: HostNeed): Promise<Host> {
    const { openBareHost, openHost } = await import('@infra/core');
    const { cwd } = this.terminal;
    const { config, database } = this.#flags;
    if (need === 'none') return openBareHost({ cwd });
    try {
      return await openHost({
        cwd,
        ...(config === undefined ? {} : { configurationFile: config }),
        ...(database === undefined ? {} : { databaseUrl: database }),
      });
    } catch (error) {
      const isMissing = (error as { code?: unknown }).code === 'configuration_missing';
      if (need === 'optional' && config === undefined && isMissing && error instanceof Error)
        return openBareHost({ cwd, missing: error });
      throw error;
    }
  }

  print<Command extends ArtifactCommand>(artifact: ArtifactOf<Command>): Promise<void> {
    return this.#print(artifact);
  }

  stream(line: object, text: string): void {
    this.write(this.#flags.json ? JSON.stringify(line) : text);
  }

  write(text: string): void {
    this.terminal.stdout.write(`${text}\n`);
  }

  async writeBytes(bytes: Uint8Array, to: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    const output = this.terminal[to];
    if (output.write(bytes) !== false || output.once === undefined) return;
    await new Promise<void>((resolve) => {
      output.once?.('drain', resolve);
    });
  }

  note(sentence: string): void {
    const line = this.#flags.json ? JSON.stringify({ note: sentence }) : `note: ${visibleText(sentence)}`;
    this.terminal.stderr.write(`${line}\n`);
  }

  interruption(): AbortSignal {
    if (this.#interruption === null) {
      const controller = new AbortController();
      this.#interruption = controller;
      onInterruption(() => {
        this.note('interrupted; once more ends the program at once');
        controller.abort();
      });
    }
    return this.#interruption.signal;
  }

  async whileWaiting<Result>(
    text: string,
    work: (say: (text: string) => void) => Promise<Result>,
  ): Promise<Result> {
    const { stderr, env } = this.terminal;
    if (!wantsColor(stderr, env, this.#flags.color)) return work(() => {});
    const { default: createSpinner } = await import('yocto-spinner');
    // Its own signal handlers would end the process before the runs are cancelled.
    const spinner = createSpinner({ text, stream: process.stderr, handleSignals: false }).start();
    const stop = () => void spinner.stop();
    process.once('exit', stop);
    try {
      return await work((progress) => {
        spinner.text = progress;
      });
    } finally {
      stop();
      process.off('exit', stop);
    }
  }

  exitWith(code: number): void {
    this.#exitCode = code;
  }

  exitWithOnFailure(code: number): void {
    this.#failureCode = code;
  }

  /** The code to exit with after an error. */
  async exitCodeAfter(error: unknown): Promise<number> {
    if (this.#interruption?.signal.aborted === true) return interruptedExit;
    const { exitCodeFor } = await import('./exit/report-error.js');
    const code = await exitCodeFor(error);
    return this.#failureCode === null || code === usageExit ? code : this.#failureCode;
  }

  async #print(artifact: Artifact<unknown>): Promise<void> {
    if (this.#flags.json) {
      this.write(JSON.stringify(artifact));
      return;
    }
    const [{ renderArtifact }, { painter }] = await Promise.all([
      import('./render/render-artifact.js'),
      import('./render/paint.js'),
    ]);
    const { stdout, env } = this.terminal;
    const paint = painter(wantsColor(stdout, env, this.#flags.color));
    const width = stdout.isTTY === true ? (stdout.columns ?? Number.POSITIVE_INFINITY) : null;
    const text = await renderArtifact(artifact, this.#command, { paint, width });
    // Nothing is left to say where the command has streamed it.
    if (text !== '') this.write(text);
  }
}
