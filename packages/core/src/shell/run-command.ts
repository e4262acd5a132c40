import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import type { OutputStream } from './log-index.js';
import type { ShellFiles } from './shell-files.js';

/** What a supervisor starts. */
export interface CommandToRun {
  /** For the shell, unless there are arguments. */
  readonly command: string;
  /** A program and its arguments: no shell. */
  readonly arguments: readonly string[] | null;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A command that was started, with the reading ends of its output. */
export interface StartedCommand {
  readonly child: ChildProcess;
  /** Resolves when nobody can write to either stream any more. */
  readonly silent: Promise<void>;
  /** Stops reading. */
  close(): void;
}

/** Bytes of one read: what a pipe holds. */
const readBytes = 64 * 1024;

/**
 * Starts a command in a session and a process group of its own, without stdin. Its output comes through named pipes where
 * the system has them: what Node makes by itself are sockets, which a program cannot open again as `/dev/stderr`.
 * @param take called with each piece; the bytes are only good during the call.
 */
export function startCommand(
  what: CommandToRun,
  files: { readonly files: ShellFiles; readonly id: number },
  take: (stream: OutputStream, bytes: Uint8Array) => void,
): StartedCommand {
  const pipes = openPipes(files.files, files.id);
  const [file, args] =
    what.arguments === null
      ? ['/bin/sh', ['-c', what.command]]
      : [what.arguments[0] ?? '', what.arguments.slice(1)];
  const child = spawn(file, args, {
    cwd: what.directory,
    env: what.environment,
    detached: true,
    stdio: ['ignore', pipes?.stdout.write ?? 'pipe', pipes?.stderr.write ?? 'pipe'],
  });
  const readers =
    pipes === null
      ? [readStream(child.stdout, take, 'stdout'), readStream(child.stderr, take, 'stderr')]
      : [readPipe(pipes.stdout.read, take, 'stdout'), readPipe(pipes.stderr.read, take, 'stderr')];
  // The command has its own by now: with ours open the end would never come.
  if (pipes !== null) for (const { write } of [pipes.stdout, pipes.stderr]) closeSync(write);
  return {
    child,
    silent: Promise.all(readers.map(({ ended }) => ended)).then(() => undefined),
    close: () => readers.forEach((reader) => reader.close()),
  };
}

interface Reader {
  readonly ended: Promise<void>;
  close(): void;
}

type Take = (stream: OutputStream, bytes: Uint8Array) => void;

function readPipe(fd: number, take: Take, stream: OutputStream): Reader {
  const buffer = Buffer.alloc(readBytes);
  // One buffer for all reads: a command that prints a gigabyte leaves no garbage.
  const onread = {
    buffer,
    callback: (bytes: number) => {
      take(stream, buffer.subarray(0, bytes));
      return true;
    },
  };
  const options = { fd, readable: true, writable: false, onread };
  return readerOf(new Socket(options));
}

function readStream(source: ChildProcess['stdout'], take: Take, stream: OutputStream): Reader {
  source?.on('data', (chunk: Buffer) => take(stream, chunk));
  return readerOf(source);
}

function readerOf(source: NodeJS.ReadableStream | null): Reader {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (source === null) resolve();
  source?.on('error', () => resolve());
  source?.on('end', () => resolve());
  source?.on('close', () => resolve());
  source?.resume();
  return { ended: promise, close: () => (source as Socket | null)?.destroy() };
}

interface Pipe {
  readonly read: number;
  readonly write: number;
}

function openPipes(files: ShellFiles, id: number): Record<OutputStream, Pipe> | null {
  const paths = { stdout: files.pipe(id, 'stdout'), stderr: files.pipe(id, 'stderr') };
  for (const path of Object.values(paths)) rmSync(path, { force: true });
  const { status } = spawnSync('mkfifo', ['-m', '600', paths.stdout, paths.stderr], { stdio: 'ignore' });
  if (status !== 0) return null;
  const opened = { stdout: openPipe(paths.stdout), stderr: openPipe(paths.stderr) };
  for (const path of Object.values(paths)) rmSync(path, { force: true });
  return opened;
}

function openPipe(path: string): Pipe {
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { read, write: openSync(path, constants.O_WRONLY) };
}
