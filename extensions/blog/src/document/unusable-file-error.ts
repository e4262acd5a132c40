/** One file cannot be ingested; the message is the reason that the run's report gives, the others go on. */
export class UnusableFileError extends Error {
  override readonly name = 'UnusableFileError';
}
