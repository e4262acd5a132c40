import { ageInWords } from './age-in-words.js';
import { type Finding, fine, problem, warning } from './finding.js';
import type { ClockFacts, ServerFacts } from './health-facts.js';

/** The oldest PostgreSQL that the statements are written for. */
const oldestVersion = 14;
/** A larger difference confuses people who compare logs; what is due is decided by the database's clock alone. */
const clockDifferenceMs = 2_000;
const longTransactionMs = 10 * 60_000;
const harmfulTransactionMs = 60 * 60_000;
/** With so many a claim that finds nothing takes 6 ms more: docs/performance.md. */
const manyDeadRuns = 1_000_000;
/** Shares of a server's connections that are left. */
const fewConnections = 0.15;
const hardlyAnyConnections = 0.03;

export function judgeVersion({ version, versionNumber }: ServerFacts): Finding {
  if (versionNumber >= oldestVersion * 10_000) return fine('server_version', `PostgreSQL ${version}`);
  return problem(
    'server_version',
    `the server is PostgreSQL ${version}, and ${oldestVersion} is the oldest that works`,
    'upgrade the server; until then `infra db copy --to URL` moves everything to another one',
  );
}

export function judgeClock({ offsetMs, errorMs }: ClockFacts): Finding {
  const difference = Math.abs(offsetMs);
  if (difference - errorMs <= clockDifferenceMs) {
    return fine('clock', `the clocks of this host and of the database differ by ${difference.toFixed(0)} ms`);
  }
  const direction = offsetMs > 0 ? 'behind' : 'ahead of';
  return warning(
    'clock',
    `this host's clock is ${ageInWords(difference)} ${direction} the database's, which decides what is due`,
    'synchronise both hosts: `timedatectl set-ntp true`',
  );
}

export function judgeConnections({ connections, maxConnections }: ServerFacts): Finding {
  const left = Math.max(0, maxConnections - connections);
  const message = `${connections} of ${maxConnections} connections are taken`;
  const remedy = 'lower `database.poolSize`, run fewer processes, or raise max_connections';
  if (left < maxConnections * hardlyAnyConnections) return problem('connections', message, remedy);
  if (left < maxConnections * fewConnections) return warning('connections', message, remedy);
  return fine('connections', message);
}

export function judgeTransactions({ oldestTransaction }: ServerFacts): Finding {
  if (oldestTransaction === null || oldestTransaction.forMs < longTransactionMs) {
    return fine('transactions', 'no transaction keeps vacuum from its work');
  }
  const { pid, application, state, forMs } = oldestTransaction;
  const who = application === '' ? `process ${pid}` : `process ${pid} (${application})`;
  const message = `a transaction of server ${who} has been ${state} for ${ageInWords(forMs)}: dead rows pile up behind it`;
  const remedy = `find out who it is; then \`select pg_terminate_backend(${pid})\` ends it`;
  return forMs < harmfulTransactionMs
    ? warning('transactions', message, remedy)
    : problem('transactions', message, remedy);
}

/** What a claim passes on its way to the first run that waits. */
export function judgeVacuum({ deadRuns }: ServerFacts): Finding {
  const count = deadRuns.toLocaleString('en');
  if (deadRuns < manyDeadRuns) return fine('vacuum', `vacuum keeps up with the runs: ${count} dead rows`);
  return warning(
    'vacuum',
    `${count} dead rows of runs wait for vacuum: every claim passes by them`,
    'have it done now, `vacuum job_runs`, and more often: `alter table job_runs set (autovacuum_vacuum_scale_factor = 0.02)`',
  );
}
