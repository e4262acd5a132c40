import { setQueueWidth, type WidthWord } from '../jobs/set-queue-width.js';
import { keepBooks } from '../shell/keep-books.js';
import { atShellDesk } from '../shell/shell-desk.js';
import type { Host } from './host.js';

/** Sets how many shell runs of a queue may run at once, and lets begin what has room now. */
export async function setShellQueue({ clock }: Pick<Host, 'clock'>, word: WidthWord): Promise<void> {
  await atShellDesk({ mayRestart: false }, async (desk) => {
    await setQueueWidth({ database: desk.database, clock }, word);
    await keepBooks(desk, { mayRestart: false });
  });
}
