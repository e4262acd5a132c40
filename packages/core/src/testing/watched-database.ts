import { setImmediate } from 'node:timers/promises';
import { Database, type Session, type Statement } from '../database/database.js';

/** Turns of the event loop after which code that waits for nothing but promises and the loop itself has sent its next statement. */
const quietTurns = 5;

/** A database that knows when the engine asks nothing of it. */
export class WatchedDatabase extends Database {
  #underWay = 0;
  readonly #watchers: (() => void)[] = [];

  override async query<Row extends object>(
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return this.#watch(() => super.query<Row>(statement, values));
  }

  override async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#watch(() => super.transaction(work));
  }

  override aside(): Session {
    const session = super.aside();
    return { query: (statement, values) => this.#watch(() => session.query(statement, values)) };
  }

  /** Resolves when no statement is under way, nor follows within a few turns of the event loop. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < quietTurns; turns++) {
      if (this.#underWay > 0) {
        await new Promise<void>((resolve) => {
          this.#watchers.push(resolve);
        });
        turns = 0;
      }
      await setImmediate();
    }
  }

  async #watch<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) for (const told of this.#watchers.splice(0)) told();
    }
  }
}
