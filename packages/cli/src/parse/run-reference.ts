import type { HostNeed } from '../command-line.js';

/** Whether a reference to a run means a shell run, by its id (`s12`) or its name: a run of a host has a number. */
function meansShellRun(reference: string): boolean {
  return !/^\d+$/.test(reference);
}

/** What a command needs that is about these runs: where all of them are shell runs, no host. */
export function hostNeedOf(...references: readonly string[]): HostNeed {
  return references.every(meansShellRun) ? 'none' : 'needed';
}
