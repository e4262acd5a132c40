/** The exit code of a program that was interrupted. */
export const interruptedExit = 130;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back on the first signal that asks this process to end; the second ends it at once. */
export function onInterruption(interrupt: (signal: NodeJS.Signals) => void): void {
  let asked = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (asked) process.exit(interruptedExit);
      asked = true;
      interrupt(signal);
    });
  }
}
