import { command, type CommandTable, noun } from '../command-table.js';

export const runVerbs: CommandTable = {
  submit: command(
    'enqueue a run for any worker that has the job, and return',
    async () => (await import('./runs/submit.js')).defineSubmitCommand,
  ),
  wait: command(
    'wait until runs have ended; exit code 1 when one failed or was cancelled, 124 after --timeout',
    async () => (await import('./runs/wait.js')).defineWaitCommand,
  ),
  retry: command(
    'make a new run from a finished one, with the same parameters',
    async () => (await import('./runs/retry.js')).defineRetryCommand,
  ),
  list: command(
    'list runs, newest first: all, or pending, approved, active, done, failed, cancelled ones',
    async () => (await import('./runs/list.js')).defineListCommand,
  ),
  status: command(
    'show one run: how far it is, its attempts, its result',
    async () => (await import('./runs/status.js')).defineStatusCommand,
  ),
  logs: command(
    'print what a run wrote to its log, as raw text',
    async () => (await import('./runs/logs.js')).defineLogsCommand,
  ),
  clean: command(
    'delete old finished runs; one with an unresolved failure stays',
    async () => (await import('./runs/clean.js')).defineCleanCommand,
  ),
  clear: command(
    'delete ALL runs but those that are running, with their logs and failures',
    async () => (await import('./runs/clear.js')).defineClearCommand,
  ),
  approve: noun(
    'approve runs that wait for it',
    async () => (await import('./runs/approve.js')).approveVerbs,
  ),
  cancel: command(
    'cancel one run, or all, pending, approved, queued or running ones',
    async () => (await import('./runs/cancel.js')).defineCancelCommand,
  ),
  stop: command(
    'cancel one run; what runs is asked through its signal and gets its grace time',
    async () => (await import('./runs/stop.js')).defineStopCommand,
  ),
};
