import { JobResult } from '@infra/traits';
import type { FileFailure } from '../files/file-failure.js';

/** A document that did not get the slug it wanted, because another one has it. */
export interface SlugCollision {
  readonly path: string;
  readonly wanted: string;
  readonly slug: string;
}

/** What an ingest run did. Lists of paths are cut at 1,000 entries, the counts are not. */
export interface IngestOutput {
  readonly files: number;
  readonly ingested: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly moved: number;
  readonly removed: number;
  readonly failed: number;
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly removed_paths: readonly string[];
  readonly slug_collisions: readonly SlugCollision[];
  readonly failures: readonly FileFailure[];
}

const longestList = 1000;

/** Collects what happens in a run and says it at the end. */
export class IngestReport {
  #added = 0;
  #changed = 0;
  #unchanged = 0;
  readonly #moves: { from: string; to: string }[] = [];
  readonly #removed: string[] = [];
  readonly #collisions: SlugCollision[] = [];
  readonly #failures: FileFailure[] = [];

  added(): void {
    this.#added += 1;
  }

  changed(): void {
    this.#changed += 1;
  }

  moved(from: string, to: string): void {
    this.#moves.push({ from, to });
  }

  unchanged(count: number): void {
    this.#unchanged += count;
  }

  removed(paths: readonly string[]): void {
    this.#removed.push(...paths);
  }

  collided(collision: SlugCollision): void {
    this.#collisions.push(collision);
  }

  failed(failure: FileFailure): void {
    this.#failures.push(failure);
  }

  get counters(): Readonly<Record<string, number>> {
    const { ingested, unchanged, moved, removed, failed } = this.#output(0);
    return { ingested, unchanged, moved, removed, failed };
  }

  /**
   * The run's result: a failure only when there was something to ingest and all of it failed.
   * @param files how many were examined.
   */
  toResult(files: number): JobResult<IngestOutput> {
    const output = this.#output(files);
    const done = output.ingested + output.unchanged + output.moved;
    const [first] = output.failures;
    const result =
      first !== undefined && done === 0
        ? JobResult.failure(`${this.#summary(output)}: ${first.path}: ${first.reason}`)
        : JobResult.success().withMessage(this.#summary(output));
    return result.withStats(files, output.failed).withOutput(output);
  }

  #output(files: number): IngestOutput {
    return {
      files,
      ingested: this.#added + this.#changed,
      added: this.#added,
      changed: this.#changed,
      unchanged: this.#unchanged,
      moved: this.#moves.length,
      removed: this.#removed.length,
      failed: this.#failures.length,
      moves: this.#moves.slice(0, longestList),
      removed_paths: this.#removed.slice(0, longestList),
      slug_collisions: this.#collisions.slice(0, longestList),
      failures: this.#failures.slice(0, longestList),
    };
  }

  #summary(output: IngestOutput): string {
    const asides = (['unchanged', 'moved', 'removed', 'failed'] as const)
      .filter((word) => output[word] > 0)
      .map((word) => `${output[word]} ${word}`);
    const files = `Ingested ${output.ingested} ${output.ingested === 1 ? 'file' : 'files'}`;
    return asides.length === 0 ? files : `${files} (${asides.join(', ')})`;
  }
}
