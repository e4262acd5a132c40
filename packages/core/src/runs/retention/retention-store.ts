import type { PruneReport, PruneRequest, Retention } from '@infra/traits';
import type { RetentionSettings } from '../../config/host-settings.js';
import type { Session } from '../../database/database.js';
import { countOldLogLines, countSurplusLogLines, pruneLogLines, trimLogs } from './prune-log-lines.js';
import { countOldRecords, prunables, pruneRecords } from './prune-records.js';
import {
  countPrunableRuns,
  pruneRuns,
  type RunCounts,
  type RunPruning,
  sumOf,
  totalOf,
} from './prune-runs.js';

interface Pruning {
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Shortens the record by age and count, in batches that block nobody. Unfinished runs, runs with an unresolved failure,
 * schedules and what is recent stay. Everything that removes history calls this.
 */
export class RetentionStore implements Retention {
  readonly #session: Session;
  readonly #limits: RetentionSettings;

  constructor(session: Session, limits: RetentionSettings) {
    this.#session = session;
    this.#limits = limits;
  }

  async prune(request: PruneRequest, signal?: AbortSignal): Promise<PruneReport> {
    const { runsMs, logsMs, skipsMs, auditMs, logLines } = this.#limits;
    const pruning = { dryRun: request.dryRun ?? false, signal };
    const runAge = request.finishedRunsOlderThan ?? runsMs;
    const logAge = request.logLinesOlderThan ?? logsMs;
    const old = await this.#logLines(logAge, pruning);
    const surplus = await this.#surplus({ most: logLines, olderThanMs: logAge }, pruning);
    return {
      logLines: old + surplus,
      runs: totalOf(await this.#runs(runAge, pruning)),
      skippedOccurrences: await this.#records('skippedOccurrences', skipsMs, pruning),
      workers: await this.#records('workers', runAge, pruning),
      auditEvents: await this.#records('auditEvents', auditMs, pruning),
      idempotencyKeys: await this.#records('idempotencyKeys', 0, pruning),
      notifications: await this.#records('notifications', runAge, pruning),
      alerts: await this.#records('alerts', auditMs, pruning),
    };
  }

  /** Finished runs alone, with what belongs to them; counted by status, on a dry run those that would go. */
  async pruneRuns(
    what: RunPruning,
    { dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
  ): Promise<RunCounts> {
    return dryRun ? countPrunableRuns(this.#session, what) : pruneRuns(this.#session, what, signal);
  }

  async pruneLogLines(
    request: { olderThan: number; dryRun?: boolean },
    signal?: AbortSignal,
  ): Promise<number> {
    return this.#logLines(request.olderThan, { dryRun: request.dryRun ?? false, signal });
  }

  async #runs(olderThanMs: number, { dryRun, signal }: Pruning): Promise<RunCounts> {
    const options = { dryRun, ...(signal === undefined ? {} : { signal }) };
    const byAge = await this.pruneRuns({ olderThanMs }, options);
    const { maxRuns } = this.#limits;
    if (maxRuns === null) return byAge;
    // What is too many is the older end of what is kept by age: a dry run, which removes nothing, counts it with that.
    const byCount = await this.pruneRuns({ olderThanMs: null, exceptNewest: maxRuns }, options);
    if (!dryRun) return sumOf(byAge, byCount);
    return totalOf(byAge) > totalOf(byCount) ? byAge : byCount;
  }

  async #logLines(ageMs: number, { dryRun, signal }: Pruning): Promise<number> {
    return dryRun ? countOldLogLines(this.#session, ageMs) : pruneLogLines(this.#session, ageMs, signal);
  }

  async #surplus(lines: { most: number; olderThanMs: number }, { dryRun, signal }: Pruning): Promise<number> {
    return dryRun ? countSurplusLogLines(this.#session, lines) : trimLogs(this.#session, lines.most, signal);
  }

  async #records(name: keyof typeof prunables, ageMs: number, { dryRun, signal }: Pruning): Promise<number> {
    const what = prunables[name];
    return dryRun
      ? countOldRecords(this.#session, what, ageMs)
      : pruneRecords(this.#session, what, ageMs, signal);
  }
}
