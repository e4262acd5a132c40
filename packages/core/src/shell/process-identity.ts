import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessIdentity } from '../shell-runs/shell-run.js';

/** A process as /proc tells of it. */
export interface SeenProcess extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

let boot: string | null = null;

/** The process with this number as it is now; null when there is none, or nothing but its exit status is left. */
export function identityOf(pid: number): ProcessIdentity | null {
  if (process.platform !== 'linux') return askedOf(pid);
  const seen = seenProcess(pid);
  return seen === null ? null : { pid, started: seen.started };
}

/** Whether this very process lives: its number alone may have gone to another one. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.started === identity.started;
}

/** Signals this very process; does nothing when it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Every process that can be seen; none where there is no /proc. */
export function seenProcesses(): SeenProcess[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    const seen = /^\d+$/.test(name) ? seenProcess(Number(name)) : null;
    return seen === null ? [] : [seen];
  });
}

function seenProcess(pid: number): SeenProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in parentheses and may hold anything; the state is the first field behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group, session] = fields;
    if (state === 'Z' || state === 'X') return null;
    return {
      pid,
      started: `${bootId()} ${fields[19] ?? ''}`,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
    };
  } catch {
    return null;
  }
}

/** Start times count from the start of the machine. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return boot;
}

function askedOf(pid: number): ProcessIdentity | null {
  try {
    const text = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    }).trim();
    const [state = '', ...started] = text.split(/\s+/);
    return text === '' || state.startsWith('Z') ? null : { pid, started: started.join(' ') };
  } catch {
    return null;
  }
}
