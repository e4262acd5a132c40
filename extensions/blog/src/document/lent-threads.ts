import { DocumentThread } from './document-thread.js';
import type { PrepareOptions } from './prepare-document.js';

interface Idle {
  readonly thread: DocumentThread;
  readonly recipe: string;
  readonly timer: NodeJS.Timeout;
}

// Loading what reads Markdown is most of what a small run takes: the next one of the same minute finds it loaded.
const lingerMs = 5_000;

const idle: Idle[] = [];

/** A thread that nobody uses, else a new one; to be given back. Each user has one for itself. */
export function borrowThread(options: PrepareOptions): DocumentThread {
  const place = idle.findIndex(({ recipe }) => recipe === options.recipe);
  const [found] = place === -1 ? [] : idle.splice(place, 1);
  if (found === undefined) return new DocumentThread(options);
  clearTimeout(found.timer);
  found.thread.hold();
  return found.thread;
}

/** Gives a thread back; one that still works for somebody who does not wait any more is ended. */
export async function returnThread(thread: DocumentThread): Promise<void> {
  if (thread.isBusy) {
    await thread.close();
    return;
  }
  thread.letGo();
  const timer = setTimeout(() => {
    const place = idle.findIndex((one) => one.thread === thread);
    if (place !== -1) idle.splice(place, 1);
    void thread.close();
  }, lingerMs);
  timer.unref();
  idle.push({ thread, recipe: thread.options.recipe, timer });
}
