import { command, type CommandTable } from '../command-table.js';

export const jobVerbs: CommandTable = {
  list: command(
    'list the jobs of all extensions',
    async () => (await import('./jobs/list.js')).defineListCommand,
  ),
  show: command(
    'show all that is known of a job',
    async () => (await import('./jobs/show.js')).defineShowCommand,
  ),
  run: command(
    'run jobs now and wait for them; exit code 1 when one fails',
    async () => (await import('./jobs/run.js')).defineRunCommand,
  ),
  history: command(
    'list what ran, newest first',
    async () => (await import('./jobs/history.js')).defineHistoryCommand,
  ),
  enable: command(
    'let a job run on its schedule, whatever its code says',
    async () => (await import('./jobs/enable.js')).defineEnableCommand,
  ),
  disable: command(
    'keep a job from running on its schedule, also after a restart',
    async () => (await import('./jobs/disable.js')).defineDisableCommand,
  ),
  reset: command(
    "give a job back to its code's default, after enable or disable",
    async () => (await import('./jobs/reset.js')).defineResetCommand,
  ),
  next: command(
    "list a job's coming occurrences, in UTC and in its own time zone",
    async () => (await import('./jobs/next.js')).defineNextCommand,
  ),
  explain: command(
    'say what became of an occurrence: which run served it, or why it was skipped',
    async () => (await import('./jobs/explain.js')).defineExplainCommand,
  ),
  ledger: command(
    "say what became of a job's latest occurrences: which ran, which were skipped and why",
    async () => (await import('./jobs/ledger.js')).defineLedgerCommand,
  ),
  'cleanup-sessions': command(
    'delete inactive user sessions',
    async () => (await import('./jobs/cleanup-sessions.js')).defineCleanupSessionsCommand,
  ),
  'log-cleanup': command(
    'delete old log lines of runs',
    async () => (await import('./jobs/log-cleanup.js')).defineLogCleanupCommand,
  ),
};
