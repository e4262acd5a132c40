import type { BehaviorThresholds } from '../configuration.js';
import type { SessionFigures } from './session-figures.js';

/** What a request pattern can show. */
export type Sign = 'request_rate' | 'regular_gaps' | 'client_errors' | 'breadth';

/** One sign that a session shows: what was measured, the figure that it reaches, and what that is worth. */
export interface Reason {
  readonly sign: Sign;
  readonly measured: number;
  readonly threshold: number;
  readonly points: 1 | 2;
}

/** What the rule says of one session. */
export interface Judgement {
  /** The sum of the reasons' points. */
  readonly score: number;
  readonly abnormal: boolean;
  readonly reasons: readonly Reason[];
}

/** The score from which a session is abnormal: two notable signs, or one severe. */
const abnormalScore = 2;

/**
 * The rule of `behavioral_analysis`. A sign is worth one point where it is notable and two where it is severe.
 * Regular gaps are never severe: a page that refreshes itself is regular, and harmless by itself.
 */
export function judgeSession(session: SessionFigures, thresholds: BehaviorThresholds): Judgement {
  if (session.requests < thresholds.minimumRequests) return { score: 0, abnormal: false, reasons: [] };
  const reasons = [
    reaches('request_rate', session.peakPerMinute, thresholds.requestRate),
    regular(session, thresholds),
    reaches('client_errors', session.clientErrors / session.requests, thresholds.clientErrors),
    reaches('breadth', session.distinctPaths, thresholds.breadth),
  ].filter((reason) => reason !== null);
  const score = reasons.reduce((sum, { points }) => sum + points, 0);
  return { score, abnormal: score >= abnormalScore, reasons };
}

function reaches(sign: Sign, figure: number, levels: { notable: number; severe: number }): Reason | null {
  const measured = rounded(figure);
  if (figure >= levels.severe) return { sign, measured, threshold: levels.severe, points: 2 };
  if (figure >= levels.notable) return { sign, measured, threshold: levels.notable, points: 1 };
  return null;
}

// The coefficient of variation, not the deviation: 1 s more or less is regular for a crawler that waits 10 s, not for
// one that waits 0.5 s. People are far above 1, requests at random are about 1, a timer with some jitter is below 0.3.
function regular(session: SessionFigures, thresholds: BehaviorThresholds): Reason | null {
  const { gaps, gapMean, gapDeviation } = session;
  if (gaps < thresholds.minimumRequests - 1 || gapMean === null || gapDeviation === null || gapMean === 0)
    return null;
  const variation = gapDeviation / gapMean;
  const threshold = thresholds.regularGaps.notable;
  if (variation > threshold) return null;
  return { sign: 'regular_gaps', measured: rounded(variation), threshold, points: 1 };
}

function rounded(figure: number): number {
  return Math.round(figure * 1000) / 1000;
}
