import type { Terminal } from '../../packages/cli/src/terminal.js';
import type { Ended } from './infra-host.js';

/** Environment variables; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Place {
  readonly stdin: string;
  readonly cwd: string;
  /** What differs from this process's environment. */
  readonly env: Environment;
}

const built = new URL('../../packages/cli/dist/run-program.js', import.meta.url).href;
const { runProgram } = (await import(built)) as typeof import('../../packages/cli/src/run-program.js');

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The calls under way. All have one environment, for they read this process's own; others wait. */
const underWay = new Set<Promise<Ended>>();
let shared = '';
let leave = () => {};

/** Runs the built program in this process, on pipes. */
export async function runHere(words: readonly string[], place: Place): Promise<Ended> {
  const wanted = JSON.stringify(Object.entries(place.env).map(([name, value]) => [name, value ?? null]));
  for (;;) {
    if (underWay.size === 0 || wanted === shared) break;
    await Promise.allSettled(underWay);
  }
  if (underWay.size === 0) leave = enter(place.env);
  shared = wanted;
  const call = callProgram(words, place);
  underWay.add(call);
  try {
    return await call;
  } finally {
    underWay.delete(call);
    if (underWay.size === 0) leave();
  }
}

async function callProgram(words: readonly string[], { stdin, cwd }: Place): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const terminal: Terminal = {
    stdin: (async function* () {
      yield stdin;
    })(),
    stdout: { write: (text) => void (written.stdout += textOf(text)) },
    stderr: { write: (text) => void (written.stderr += textOf(text)) },
    env: process.env,
    cwd,
  };
  return { code: await runProgram(words, terminal), ...written };
}

function textOf(written: string | Uint8Array): string {
  return typeof written === 'string' ? written : Buffer.from(written).toString();
}

/** Sets the environment; returns what sets it back and takes away the listeners that the program has added. */
function enter(env: Environment): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const listeners = signals.map((signal) => [signal, process.listeners(signal)] as const);
  set(Object.entries(env));
  return () => {
    set(before);
    for (const [signal, own] of listeners) {
      for (const listener of process.listeners(signal)) {
        if (!own.includes(listener)) process.off(signal, listener);
      }
    }
  };
}

function set(variables: readonly (readonly [name: string, value: string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
