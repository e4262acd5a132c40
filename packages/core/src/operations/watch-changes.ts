import { WakeableSleep } from '../clock/wakeable-sleep.js';
import { mostTold, readChanges } from '../runs/read/read-changes.js';
import type { Host } from './host.js';
import { type Change, ToldChanges } from './told-changes.js';

export interface WatchChangesInput {
  /** Told of what has changed, at most twice a second. */
  readonly onChange: (change: Change) => void;
  /** Told once it is in place: what changes from now on is told. */
  readonly onReady?: () => void;
  /** Aborted when nobody watches any more. */
  readonly signal: AbortSignal;
}

/** Between two looks, in milliseconds: when something was heard, when more was heard than is told, when nothing was. */
const pauseMs = { busy: 500, crowded: 1_000, quiet: 2_000 } as const;

/**
 * Watches everything that goes on, wherever it is executed, until the signal is aborted: when a process says that
 * something moved, and every two seconds whatever was heard. One look is one statement, however much there is.
 * @throws {DatabaseUnreachableError}
 */
export async function watchChanges(host: Host, input: WatchChangesInput): Promise<void> {
  const database = await host.database();
  const heard = new Set<number>();
  const sleep = new WakeableSleep(host.clock);
  const unlisten = (['infra_changed', 'infra_ended', 'infra_queued'] as const).map((channel) =>
    database.hints.listen(channel, (items) => {
      if (channel !== 'infra_queued') {
        for (const item of items ?? []) note(item, heard);
      }
      sleep.wake();
    }),
  );
  try {
    const told = new ToldChanges();
    let newest = 0;
    for (let first = true; !input.signal.aborted; first = false) {
      const ids = [...heard];
      heard.clear();
      const glance = await readChanges(database, ids, newest);
      newest = glance.signs.newestRun;
      const change = told.take(glance);
      if (change !== null) input.onChange(change);
      if (first) input.onReady?.();
      for (const id of told.lost.slice(0, mostTold)) heard.add(id);
      const pause = ids.length >= mostTold ? pauseMs.crowded : pauseMs.busy;
      await host.clock.sleep(pause, input.signal);
      if (!input.signal.aborted && told.lost.length === 0)
        await sleep.sleep(pauseMs.quiet - pauseMs.busy, input.signal);
    }
  } finally {
    for (const stop of unlisten) stop();
  }
}

/** An ending is told with its status: `12:completed`. */
function note(item: string, heard: Set<number>): void {
  const [id = ''] = item.split(':', 1);
  // A page that shows more than that reads its lists.
  if (heard.size < mostTold && /^[1-9]\d{0,14}$/.test(id)) heard.add(Number(id));
}
