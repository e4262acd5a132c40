import type { Hints } from '../database/hints.js';
import type { Emit } from '../events/runtime-event.js';
import { endingHints } from '../runs/settle/ending-watch.js';
import { isFinal } from '../runs/run-status.js';

/** Tells watchers in other processes early of what a worker does to runs, beside emitting it; ends tells the settler. */
export function announcing(emit: Emit, hints: Hints): Emit {
  return (event) => {
    if (event.kind === 'run_settled' && isFinal(event.status)) {
      // Whoever hears of the end need not hear of the beginning.
      hints.forget('infra_changed', String(event.runId));
    } else if (event.kind === 'run_started' || event.kind === 'run_settled') {
      hints.send('infra_changed', [String(event.runId)]);
    } else if (event.kind === 'run_rescued') {
      hints.send('infra_changed', [String(event.runId)]);
      hints.send('infra_ended', endingHints([[event.runId, event.status]]));
    }
    emit(event);
  };
}
