import { execFile } from 'node:child_process';

/** The account that PostgreSQL runs as when the caller is root, which PostgreSQL refuses. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramResult {
  readonly succeeded: boolean;
  /** Standard output, then standard error. */
  readonly output: string;
}

/** Runs a program to its end, as `account` where one is given. Rejects only when it cannot be started at all. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { account?: ServerAccount | null; directory?: string } = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { cwd: options.directory ?? '/', env: programEnvironment(), ...options.account, windowsHide: true },
      (error, stdout, stderr) => {
        if (typeof error?.code === 'string') reject(new Error(error.message, { cause: error }));
        else resolve({ succeeded: error === null, output: stdout + stderr });
      },
    );
  });
}

/**
 * All that a program of ours gets to see of the environment. The server lives long and may belong to another account: it must not
 * carry the caller's secrets, nor PGDATA and its like. English messages, because a start is decided on one of them.
 */
export function programEnvironment(): NodeJS.ProcessEnv {
  const passed = ['PATH', 'SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'USERPROFILE', 'LOCALAPPDATA'];
  const kept = passed
    .filter((name) => process.env[name] !== undefined)
    .map((name) => [name, process.env[name]]);
  return { ...(Object.fromEntries(kept) as NodeJS.ProcessEnv), LC_ALL: 'C' };
}
