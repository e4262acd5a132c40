/** A file or directory that could not be used, for the report of a run. */
export interface FileFailure {
  readonly path: string;
  readonly reason: string;
}
