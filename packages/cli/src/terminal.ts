/** A stream that text is written to, as far as the command line cares. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  once?(event: 'drain', listener: () => void): unknown;
  readonly isTTY?: boolean | undefined;
  /** Columns of the terminal. */
  readonly columns?: number | undefined;
}

/** Where a command runs: its streams, environment and folder. */
export interface Terminal {
  readonly stdin: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean | undefined };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Whether text for this stream may have colours: on a terminal that can show them, unless the user wants none. */
export function wantsColor(output: Output, env: Terminal['env'], asked: boolean): boolean {
  return asked && output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
