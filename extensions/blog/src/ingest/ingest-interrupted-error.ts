/** The database stopped taking documents in the middle of a run; what was written before stays. */
export class IngestInterruptedError extends Error {
  override readonly name = 'IngestInterruptedError';

  constructor(written: number, total: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Stopped after ${written} of ${total} files: ${reason}; the next run goes on from there`, {
      cause,
    });
  }
}
