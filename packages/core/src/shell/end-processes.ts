import type { ProcessIdentity } from '../shell-runs/shell-run.js';
import { isAlive, type SeenProcess, seenProcesses, signalProcess } from './process-identity.js';

/**
 * The processes that a command stands for: those of its group and of its session, and whatever descends from them.
 * @param leader the command's own process, which leads both.
 */
function membersOf(leader: number, all: readonly SeenProcess[] = seenProcesses()): SeenProcess[] {
  const members = new Set<number>();
  const belongs = ({ pid, group, session, parent }: SeenProcess) =>
    pid === leader || group === leader || session === leader || members.has(parent);
  for (let before = -1; before < members.size; ) {
    before = members.size;
    for (const each of all) if (belongs(each)) members.add(each.pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}

/** Signals the group of a command that lives, and what has left the group. Returns whom it has signalled. */
export function signalCommand(leader: number, signal: NodeJS.Signals): readonly ProcessIdentity[] {
  const members = membersOf(leader);
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody is left in it.
  }
  for (const member of members) if (member.group !== leader) signalProcess(member, signal);
  return members;
}

/** Ends a command whose supervisor has died: at once, and only if it is still that very process. */
export function endOrphan(leader: ProcessIdentity): void {
  if (isAlive(leader)) signalCommand(leader.pid, 'SIGKILL');
}
