/**
 * What a resumable job keeps between its runs: one state, replaced by each save.
 *
 * It belongs to the job and the run's subject; without a subject to the run and the runs made again from it. It stays
 * when the run fails or is cancelled, and goes when the run completes.
 */
export interface Checkpoint<Given = unknown, Stored = Given> {
  /**
   * The state that this run continues from: of an earlier attempt of it, or of an earlier run when it was submitted with
   * `resume`; null when it begins anew.
   * @throws when the stored state does not fit the schema that the job declares as `resumable`.
   */
  load(): Promise<Stored | null>;
  /**
   * Stores a state, JSON of at most 16 MB, in one statement and in place of the one before.
   * @throws when the state cannot be stored, and when the run is no longer this attempt's.
   */
  save(state: Given): Promise<void>;
}
