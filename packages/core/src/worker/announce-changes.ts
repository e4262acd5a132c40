import type { Hints } from '../database/hints.js';
import type { Emit } from '../events/runtime-event.js';

/** Tells watchers in other processes early of what a worker does to runs, beside emitting it. */
export function announcing(emit: Emit, hints: Hints): Emit {
  return (event) => {
    if (event.kind === 'run_started' || event.kind === 'run_settled' || event.kind === 'run_rescued') {
      hints.send('infra_changed', [String(event.runId)]);
    }
    emit(event);
  };
}
