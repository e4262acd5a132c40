import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a supervisor tells of itself while it lives, in the file `.run`. */
export type SupervisorState =
  | { readonly state: 'waiting' }
  /** With the process of the command, which is the leader of its group and of its session. */
  | { readonly state: 'running'; readonly pid: number; readonly started: string };

/**
 * The files of shell runs: below the state directory, readable by nobody else. A run has its log (`s12.log`, with where
 * each piece came from in `s12.idx`) until it is removed; the others, by which a supervisor and the rest of the world
 * talk to each other, go as soon as the run is settled.
 */
export class ShellFiles {
  readonly directory: string;

  constructor(stateDirectory: string) {
    this.directory = join(stateDirectory, 'shell');
  }

  get isPrepared(): boolean {
    return existsSync(this.directory);
  }

  /** Makes the directory where it is missing. */
  prepare(): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    chmodSync(this.directory, 0o700);
  }

  /** @param segment 0 for the beginning; a log that outgrew its limit goes on in later ones. */
  log(id: number, segment = 0): string {
    return this.#path(id, segment === 0 ? 'log' : `log.${segment}`);
  }

  /** Where each piece of a log's segment came from, and when. */
  index(id: number, segment = 0): string {
    return this.#path(id, segment === 0 ? 'idx' : `idx.${segment}`);
  }

  /** What the supervisor tells while it lives. */
  run(id: number): string {
    return this.#path(id, 'run');
  }

  /** Written by whoever decides that a waiting run begins. */
  go(id: number): string {
    return this.#path(id, 'go');
  }

  /** Written when the command is to end without a grace time. */
  force(id: number): string {
    return this.#path(id, 'force');
  }

  /** How the command ended, until the database has it. */
  exit(id: number): string {
    return this.#path(id, 'exit');
  }

  /** A named pipe, for the moment in which the command is started. */
  pipe(id: number, stream: 'stdout' | 'stderr'): string {
    return this.#path(id, stream);
  }

  /** The segments of a run's log that are there, in their order. */
  segments(id: number): number[] {
    const pattern = new RegExp(`^s${id}\\.log(?:\\.(\\d+))?$`);
    return this.#names()
      .flatMap((name) => {
        const match = pattern.exec(name);
        return match === null ? [] : [Number(match[1] ?? 0)];
      })
      .toSorted((one, other) => one - other);
  }

  supervisorState(id: number): SupervisorState | null {
    return readJson<SupervisorState>(this.run(id));
  }

  /** How many ends lie here since before a moment, in milliseconds since the epoch. */
  exitsBefore(moment: number): number {
    const isOld = (name: string) => {
      const file = statSync(join(this.directory, name), { throwIfNoEntry: false });
      return file !== undefined && file.mtimeMs < moment;
    };
    return this.#names().filter((name) => name.endsWith('.exit') && isOld(name)).length;
  }

  /** Removes what only matters until a run is settled. */
  tidy(id: number): void {
    for (const path of [this.go(id), this.force(id), this.run(id), this.exit(id)])
      rmSync(path, { force: true });
  }

  /** Removes everything of a run. */
  remove(id: number): void {
    const prefix = `s${id}.`;
    for (const name of this.#names())
      if (name.startsWith(prefix)) rmSync(join(this.directory, name), { force: true });
  }

  #names(): string[] {
    try {
      return readdirSync(this.directory);
    } catch {
      return [];
    }
  }

  #path(id: number, kind: string): string {
    return join(this.directory, `s${id}.${kind}`);
  }
}

/** The content of a JSON file; null when it is not there or not whole. */
export function readJson<Content>(path: string): Content | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch {
    return null;
  }
}

/** Writes a JSON file that is never seen half. */
export function writeJson(path: string, content: unknown, options: { readonly flush?: boolean } = {}): void {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, JSON.stringify(content), { mode: 0o600, flush: options.flush ?? false });
  renameSync(beside, path);
}
