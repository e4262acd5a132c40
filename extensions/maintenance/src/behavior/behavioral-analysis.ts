import { inject, Job, JobResult, parseDuration } from '@infra/traits';
import type { JobContext } from '@infra/traits';
import { z } from 'zod';
import type { MaintenanceConfiguration } from '../configuration.js';
import { CONFIGURATION } from '../configuration-token.js';
import { dryRun, hours } from '../parameters.js';
import { judgeSession } from './judge-session.js';
import type { Reason } from './judge-session.js';
import { RequestStore } from './request-store.js';
import { SessionFlagStore } from './session-flag-store.js';
import type { AbnormalSession } from './session-flag-store.js';

const parameters = z.strictObject({
  window_hours: hours.default(24).describe("how far back a session's requests count"),
  dry_run: dryRun.describe('judge and report, flag nothing'),
});

/** An abnormal session as the run's output shows it. */
export interface ReportedSession {
  readonly session_id: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/** What a run of {@link BehavioralAnalysis} reports. */
export interface AnalyzedBehavior {
  readonly sessions_examined: number;
  readonly sessions_abnormal: number;
  /** Of the abnormal ones those that carried no flag before; on a dry run those that would get one. */
  readonly sessions_flagged: number;
  /** The abnormal sessions, highest score first, at most 20. */
  readonly abnormal: readonly ReportedSession[];
  readonly window_hours: number;
  readonly dry_run: boolean;
}

const sessionsAtOnce = 1000;
const reportedAtMost = 20;

// Requests may be written some time after they were made, and a dry run between two scheduled runs counts as a success.
const overlap = parseDuration('1h');

/** Flags sessions whose request pattern is abnormal; the rule is {@link judgeSession}. */
@Job({
  name: 'behavioral_analysis',
  description: 'Flags sessions whose request pattern is abnormal: rate, regularity, client errors, breadth',
  schedule: '0 */15 * * * *',
  tags: ['maintenance'],
  parameters,
})
export class BehavioralAnalysis {
  constructor(
    private readonly requests: RequestStore,
    private readonly flags: SessionFlagStore,
    @inject(CONFIGURATION) private readonly configuration: MaintenanceConfiguration,
  ) {}

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<AnalyzedBehavior>> {
    const { window_hours, dry_run } = context.parameters;
    const sessionIds = await this.requests.activeSessions(window_hours, activeSince(context));
    const abnormal: AbnormalSession[] = [];
    let flagged = 0;
    for (let examined = 0; examined < sessionIds.length; examined += sessionsAtOnce) {
      context.signal.throwIfAborted();
      context.progress({ completed: examined, total: sessionIds.length });
      const found = await this.#abnormal(sessionIds.slice(examined, examined + sessionsAtOnce), window_hours);
      flagged += await this.#flag(found, context);
      abnormal.push(...found);
    }
    const examined = sessionIds.length;
    return JobResult.success()
      .withMessage(sentence({ examined, flagged, abnormal: abnormal.length, dryRun: dry_run }))
      .withStats(examined, 0)
      .withOutput({
        sessions_examined: examined,
        sessions_abnormal: abnormal.length,
        sessions_flagged: flagged,
        abnormal: abnormal.map(reported).sort(byScore).slice(0, reportedAtMost),
        window_hours,
        dry_run,
      });
  }

  async #abnormal(sessionIds: readonly string[], windowHours: number): Promise<AbnormalSession[]> {
    const sessions = await this.requests.measure(sessionIds, windowHours);
    return sessions
      .map((session) => ({ session, judgement: judgeSession(session, this.configuration.behavior) }))
      .filter(({ judgement }) => judgement.abnormal);
  }

  async #flag(found: readonly AbnormalSession[], context: JobContext<typeof parameters>): Promise<number> {
    if (found.length === 0) return 0;
    if (context.parameters.dry_run) {
      const flagged = await this.flags.flagged(found.map(({ session }) => session.sessionId));
      return found.filter(({ session }) => !flagged.has(session.sessionId)).length;
    }
    const added = await this.flags.flag(found);
    for (const session of found.map(reported)) {
      if (added.has(session.session_id)) context.logger.warn('session flagged', { ...session });
    }
    return added.size;
  }
}

// Only a scheduled run goes on from the last success; one by hand is asked about its whole window.
function activeSince({ trigger, lastSuccess }: JobContext<typeof parameters>): Date | null {
  if (trigger !== 'schedule' || lastSuccess === null) return null;
  return new Date(lastSuccess.getTime() - overlap);
}

function reported({ session, judgement }: AbnormalSession): ReportedSession {
  return { session_id: session.sessionId, score: judgement.score, reasons: judgement.reasons };
}

function byScore(a: ReportedSession, b: ReportedSession): number {
  return b.score - a.score || a.session_id.localeCompare(b.session_id);
}

function sentence(counts: { examined: number; flagged: number; abnormal: number; dryRun: boolean }): string {
  const known = counts.abnormal - counts.flagged;
  const already = known > 0 ? `, ${known} already flagged` : '';
  return counts.dryRun
    ? `Would flag ${counts.flagged} of ${counts.examined} session(s)${already} (dry run)`
    : `Flagged ${counts.flagged} of ${counts.examined} session(s)${already}`;
}
