/** What operators do, by the word that the audit keeps. */
const words: Readonly<Record<string, string>> = {
  job_disabled: 'disabled a job',
  job_enabled: 'enabled a job',
  job_reset: 'reset a job',
  run_approved: 'approved a run',
  run_cancelled: 'cancelled a run',
  run_resubmitted: 'resubmitted a run',
  failures_deleted: 'deleted failures',
  failures_resubmitted: 'resubmitted failures',
  chain_saved: 'saved a chain',
  chain_deleted: 'deleted a chain',
  chain_scheduled: 'scheduled a chain',
  chain_unscheduled: 'took a chain from its schedule',
  auto_approve_set: 'set a rule of approval',
  auto_approve_reset: 'removed a rule of approval',
  paused: 'paused',
  resumed: 'resumed',
  queue_width_set: 'set the width of a queue',
  runs_cleaned: 'cleaned up runs',
  runs_cleared: 'cleared the runs',
  logged_in: 'logged in',
  logged_out: 'logged out',
  login_failed: 'failed to log in',
  login_link_created: 'made a login link',
  sessions_ended: 'ended sessions',
  token_created: 'created a token',
  token_revoked: 'revoked a token',
  database_migrated: 'migrated the database',
};

/** The deeds that can be chosen from. */
export const actions = Object.entries(words).map(([value, word]) => ({ value, word }));

/** A deed in words; one that this page does not know is written as it is kept. */
export function actionInWords(action: string): string {
  return words[action] ?? action.replaceAll('_', ' ');
}

const hour = 3_600_000;

/** How far back can be chosen. */
export const spans = [
  { value: '1h', word: 'an hour ago', ms: hour },
  { value: '1d', word: 'a day ago', ms: 24 * hour },
  { value: '7d', word: 'a week ago', ms: 168 * hour },
  { value: '30d', word: '30 days ago', ms: 720 * hour },
] as const;

/** The moment that a span begins at, to the whole minute, so that its address stays the same; undefined for none. */
export function sinceOf(span: string, now = new Date()): string | undefined {
  const found = spans.find(({ value }) => value === span);
  if (found === undefined) return undefined;
  return new Date(Math.floor((now.getTime() - found.ms) / 60_000) * 60_000).toISOString();
}

/** What a deed was done to: where its page is, when it has one. */
export function pageOf(action: string, target: string): string | null {
  if (action.startsWith('job_')) return `/jobs/${encodeURIComponent(target)}`;
  if (action.startsWith('run_') && /^\d+$/.test(target)) return `/runs/${target}`;
  if (action.startsWith('failures_')) return '/failures';
  if (action.startsWith('auto_approve_')) return '/approvals';
  return null;
}
