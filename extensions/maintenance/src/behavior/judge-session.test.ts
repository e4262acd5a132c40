import { describe, expect, it } from 'vitest';
import { thresholdsSchema } from '../configuration.js';
import { judgeSession } from './judge-session.js';
import type { SessionFigures } from './session-figures.js';

const thresholds = thresholdsSchema.parse({});

/** A person who reads: nothing about it is remarkable. */
const reader: SessionFigures = {
  sessionId: 's',
  requests: 80,
  firstRequestAt: new Date('2026-03-02T09:00:00Z'),
  lastRequestAt: new Date('2026-03-02T17:00:00Z'),
  peakPerMinute: 12,
  gaps: 76,
  gapMean: 40,
  gapDeviation: 60,
  clientErrors: 2,
  distinctPaths: 30,
};

function judge(figures: Partial<SessionFigures>) {
  const { score, abnormal, reasons } = judgeSession({ ...reader, ...figures }, thresholds);
  return { score, abnormal, signs: reasons.map(({ sign, points }) => `${sign} ${points}`) };
}

describe('judgeSession', () => {
  it('finds nothing about a person who reads', () => {
    expect(judge({})).toEqual({ score: 0, abnormal: false, signs: [] });
  });

  it.each<[string, Partial<SessionFigures>, string]>([
    ['59 requests in a minute', { peakPerMinute: 59 }, ''],
    ['60 requests in a minute', { peakPerMinute: 60 }, 'request_rate 1'],
    ['179 requests in a minute', { peakPerMinute: 179 }, 'request_rate 1'],
    ['180 requests in a minute', { peakPerMinute: 180 }, 'request_rate 2'],
    ['gaps that vary by 31 %', { gapDeviation: 12.4 }, ''],
    ['gaps that vary by 30 %', { gapDeviation: 12 }, 'regular_gaps 1'],
    ['gaps that do not vary', { gapDeviation: 0 }, 'regular_gaps 1'],
    ['too few gaps', { gapDeviation: 0, gaps: 18 }, ''],
    ['requests all at one moment', { gapDeviation: 0, gapMean: 0 }, ''],
    ['no gaps', { gapDeviation: null, gapMean: null, gaps: 0 }, ''],
    ['39 % client errors', { clientErrors: 31 }, ''],
    ['40 % client errors', { clientErrors: 32 }, 'client_errors 1'],
    ['80 % client errors', { clientErrors: 64 }, 'client_errors 2'],
    ['99 paths', { distinctPaths: 99 }, ''],
    ['100 paths', { distinctPaths: 100 }, 'breadth 1'],
    ['400 paths', { distinctPaths: 400 }, 'breadth 2'],
  ])('%s', (_what, figures, signs) => {
    expect(judge(figures).signs.join()).toBe(signs);
  });

  it('calls one notable sign normal, two of them or a severe one abnormal', () => {
    expect(judge({ peakPerMinute: 60 })).toMatchObject({ score: 1, abnormal: false });
    expect(judge({ peakPerMinute: 60, distinctPaths: 100 })).toMatchObject({ score: 2, abnormal: true });
    expect(judge({ peakPerMinute: 180 })).toMatchObject({ score: 2, abnormal: true });
  });

  it('never calls a page that refreshes itself abnormal', () => {
    expect(judge({ requests: 2880, gaps: 2879, gapMean: 30, gapDeviation: 0.1, distinctPaths: 1 })).toEqual({
      score: 1,
      abnormal: false,
      signs: ['regular_gaps 1'],
    });
  });

  it('does not judge a session of few requests, whatever they look like', () => {
    expect(judge({ requests: 19, clientErrors: 19, peakPerMinute: 500 })).toMatchObject({
      score: 0,
      abnormal: false,
    });
    expect(judge({ requests: 20, clientErrors: 20 })).toMatchObject({ score: 2, abnormal: true });
  });

  it('says what it measured, the figure that it reached, and the points', () => {
    expect(judgeSession({ ...reader, clientErrors: 70, peakPerMinute: 61 }, thresholds).reasons).toEqual([
      { sign: 'request_rate', measured: 61, threshold: 60, points: 1 },
      { sign: 'client_errors', measured: 0.875, threshold: 0.8, points: 2 },
    ]);
  });

  it('takes the figures from the configuration', () => {
    const strict = thresholdsSchema.parse({ minimumRequests: 5, breadth: { notable: 10, severe: 20 } });
    expect(judgeSession({ ...reader, requests: 5 }, strict).reasons).toEqual([
      { sign: 'client_errors', measured: 0.4, threshold: 0.4, points: 1 },
      { sign: 'breadth', measured: 30, threshold: 20, points: 2 },
    ]);
  });
});
