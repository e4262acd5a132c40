/** A job or extension is declared in a way that cannot work; thrown while its module loads. */
export class JobDeclarationError extends Error {
  override readonly name = 'JobDeclarationError';
  readonly code = 'job_declaration_invalid';
}
