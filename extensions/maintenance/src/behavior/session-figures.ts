/** What was measured of one session's requests within the window. */
export interface SessionFigures {
  readonly sessionId: string;
  readonly requests: number;
  readonly firstRequestAt: Date;
  readonly lastRequestAt: Date;
  /** The most requests within any 60 seconds. */
  readonly peakPerMinute: number;
  /** Gaps between one request and the next of at most 30 minutes; a longer one is a break, not a rhythm. */
  readonly gaps: number;
  /** Mean of these gaps in seconds; null when there is none. */
  readonly gapMean: number | null;
  /** Their standard deviation in seconds; null when there is none. */
  readonly gapDeviation: number | null;
  /** Responses with a status from 400 to 499: a server that fails (5xx) is not the client's doing. */
  readonly clientErrors: number;
  readonly distinctPaths: number;
}
