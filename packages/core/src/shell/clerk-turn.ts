import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../shell-runs/shell-run.js';
import { identityOf, isAlive } from './process-identity.js';
import type { ShellFiles } from './shell-files.js';

/**
 * One turn at the database for all supervisors of a user: however many end at the same moment, one of them records for
 * all, on one connection. What is lost with a crash is taken over; that two have it at once for a moment does no harm.
 */
export class ClerkTurn {
  readonly #path: string;
  #has = false;

  constructor(files: ShellFiles) {
    this.#path = join(files.directory, 'clerk');
  }

  /** Takes the turn, if nobody who lives has it. */
  take(): boolean {
    this.#has = this.#claim() || (this.#isForsaken() && this.#claim());
    return this.#has;
  }

  release(): void {
    if (this.#has) rmSync(this.#path, { force: true });
    this.#has = false;
  }

  /** The file comes into being with its content: nobody ever reads it half written. */
  #claim(): boolean {
    const beside = `${this.#path}.${process.pid}`;
    try {
      writeFileSync(beside, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
      linkSync(beside, this.#path);
      return true;
    } catch {
      return false;
    } finally {
      rmSync(beside, { force: true });
    }
  }

  #isForsaken(): boolean {
    try {
      const holder = JSON.parse(readFileSync(this.#path, 'utf8')) as ProcessIdentity | null;
      if (holder !== null && isAlive(holder)) return false;
      rmSync(this.#path, { force: true });
      return true;
    } catch {
      // Released meanwhile, or damaged.
      return true;
    }
  }
}
