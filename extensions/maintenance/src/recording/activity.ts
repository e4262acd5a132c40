/** Something that a session did, as the recorder keeps it until it is written. */
export interface Activity {
  readonly sessionId: string;
  readonly contextId: string | null;
  /** Null for an activity that is no request. */
  readonly request: { readonly path: string; readonly status: number; readonly durationMs: number } | null;
  readonly endsSession: boolean;
  readonly moment: Moment;
}

/**
 * When it was: a time that the caller gave, or how many milliseconds ago. What has no given time is dated by the
 * database's clock when it is written, which is the one clock that all hosts share.
 */
export type Moment = { readonly at: Date } | { readonly millisecondsAgo: number };
