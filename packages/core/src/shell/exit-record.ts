/** How a command ended, as its supervisor writes it to the disk before anybody is told. */
export interface ExitRecord {
  readonly id: number;
  readonly attempt: number;
  /** Null when a signal ended it, or it never began. */
  readonly exit_code: number | null;
  readonly signal: string | null;
  /** Why it did not begin; null when it did. */
  readonly start_error: { readonly code: string; readonly message: string } | null;
  /** Why it was ended; null when it ended by itself. */
  readonly ended: 'stopped' | 'timeout' | null;
  readonly timeout_ms: number | null;
  readonly exited_at: string;
  readonly duration_ms: number;
  /** Bytes that it printed, and of these that the disk refused. */
  readonly log_bytes: number;
  readonly log_lost: number;
}
