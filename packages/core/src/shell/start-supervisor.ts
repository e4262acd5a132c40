import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { programEnvironment } from '../database/embedded/run-program.js';
import type { ProcessIdentity } from '../shell-runs/shell-run.js';
import { identityOf } from './process-identity.js';
import type { SupervisorOrder, SupervisorWord } from './supervisor-order.js';

/** A supervisor that has its order and waits for the word. */
export interface StartedSupervisor {
  readonly identity: ProcessIdentity;
  /** Says the word: from here on it is on its own. */
  tell(word: SupervisorWord): Promise<void>;
  /** It goes without having begun. */
  dismiss(): void;
}

/** What the build makes of `supervisor-process.ts`. */
const program = fileURLToPath(new URL('./supervisor-process.cjs', import.meta.url));

/** Little memory: it only passes on what it reads, which no compiler makes faster, and a compiler takes ten megabytes. */
const small = [
  '--max-semi-space-size=1',
  '--max-old-space-size=32',
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
];

/**
 * Starts the supervisor of a run, in a session of its own. Until it is told to begin, the death of this process ends it.
 * @throws when no process can be started.
 */
export async function startSupervisor(order: SupervisorOrder): Promise<StartedSupervisor> {
  const child = spawn(process.execPath, [...small, program], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
    // Nothing of the caller's: NODE_OPTIONS, say, are for his own programs. The command gets its environment by the order.
    env: { ...programEnvironment(), ...inherited(), INFRA_HOME: order.stateDirectory },
  });
  await once(child, 'spawn');
  // When it dies early, its run is found dead; that is told there.
  child.stdin.on('error', () => {});
  child.unref();
  const { pid } = child;
  const identity = pid === undefined ? null : identityOf(pid);
  if (identity === null) throw new Error('the supervisor of the run ended as soon as it was started');
  child.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    identity,
    tell: (word) =>
      new Promise((resolve) => {
        child.stdin.end(`${JSON.stringify(word)}\n`, () => resolve());
        child.stdin.once('close', resolve);
      }),
    dismiss: () => child.stdin.destroy(),
  };
}

function inherited(): NodeJS.ProcessEnv {
  const names = ['HOME', 'XDG_CACHE_HOME'] as const;
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
