import { useSyncExternalStore } from 'react';

/** How far the server's clock is ahead of the viewer's; what a header with whole seconds cannot tell is 0. */
let aheadMs = 0;

/** Sets the clock by the `Date` header of an answer. */
export function setByAnswer(header: string | null): void {
  const said = header === null ? Number.NaN : Date.parse(header) + 500;
  if (Number.isNaN(said)) return;
  const difference = said - Date.now();
  aheadMs = Math.abs(difference) < 2000 ? 0 : difference;
}

/** The present moment by the server's clock, which all moments of the API are of. */
export function serverNow(): Date {
  return new Date(Date.now() + aheadMs);
}

const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const each of watchers) each();
  }, 1000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present moment, new every second. All that show it share one timer. */
export function useNow(): Date {
  useSyncExternalStore(watch, () => second);
  return serverNow();
}
