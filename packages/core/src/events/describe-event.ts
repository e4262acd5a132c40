import { InfraError } from '../errors/infra-error.js';
import type { RuntimeEvent } from './runtime-event.js';

/** A log line of the runtime itself. */
export interface EventLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

/** The one place where events become sentences. */
export function describeEvent(event: RuntimeEvent): EventLine {
  switch (event.kind) {
    case 'runtime_started':
      return info(
        `worker ${event.workerId} started with ${event.jobs} job(s) on the database ${event.database}`,
      );
    case 'runtime_stopping':
      return info(`stopping; ${event.running} run(s) still running`);
    case 'runtime_stopped':
      return info('stopped');
    case 'jobs_synced':
      return event.changed.length === 0
        ? debug(`${event.jobs} job(s) are as the database has them`)
        : info(`schedules changed by this build: ${event.changed.join(', ')}`);
    case 'job_renamed':
      return info(`job ${event.from} is now called ${event.to}`);
    case 'job_orphaned':
      return warn(`no live process has had the job ${event.jobName} for ten minutes; it no longer fires`);
    case 'switch_expired':
      return info(
        `the operator's word on ${event.jobName} has run out; it is ${event.enabled ? 'enabled' : 'disabled'} again`,
      );
    case 'ticked':
      return debug(
        `ticked ${event.latenessMs.toFixed(0)} ms after the moment: ${event.enqueued} run(s), ${event.moved} schedule(s)`,
      );
    case 'run_started':
      return info(`run ${event.runId} ${event.jobName}: attempt ${event.attempt} started`);
    case 'run_settled':
      return describeSettled(event);
    case 'late_result_refused':
      return warn(
        `run ${event.runId} ${event.jobName}: the result of attempt ${event.attempt} came too late and was dropped`,
      );
    case 'run_rescued':
      return warn(
        `run ${event.runId} ${event.jobName}: worker ${event.workerId} is gone; now ${event.status}`,
      );
    case 'slots_recounted':
      return warn(
        `the slots of ${[...event.jobs, ...event.queues].join(', ')} were miscounted; they are counted anew`,
      );
    case 'followers_submitted':
      return debug(`submitted what runs after completed runs, in the queue(s) ${event.queues.join(', ')}`);
    case 'notifications_queued':
      return debug('something is to be told to the outside');
    case 'alert_raised':
      return { level: 'error', text: describeAlert(event) };
    case 'alert_cleared':
      return info(
        event.jobName === null
          ? 'the alert about unresolved failures is over'
          : `the alert about ${event.jobName} is over: a run has completed`,
      );
    case 'job_paused':
      return warn(
        `job ${event.jobName} is disabled until \`infra jobs enable ${event.jobName}\`: ${event.reason}`,
      );
    case 'notification_failed':
      return describeUndelivered(event);
    case 'worker_declared_dead':
      return warn(`worker ${event.workerId} was declared dead by another; beginning again under a new id`);
    case 'database_lost':
      return warn(`${event.where}: ${event.reason}`);
    case 'events_dropped':
      return warn(`${event.count} events were dropped: their reader was too slow`);
    case 'fault':
      return { level: 'error', text: `${event.where}: ${faultText(event.error)}` };
  }
}

function describeSettled(event: Extract<RuntimeEvent, { kind: 'run_settled' }>): EventLine {
  const head = `run ${event.runId} ${event.jobName}: ${event.status} after ${event.durationMs} ms`;
  const text = event.message === null ? head : `${head}: ${event.message}`;
  if (event.retryInMs !== null) return warn(`${text}; tried again in ${event.retryInMs} ms`);
  return event.status === 'failed' ? { level: 'error', text } : info(text);
}

function describeAlert({
  jobName,
  failures,
  message,
}: Extract<RuntimeEvent, { kind: 'alert_raised' }>): string {
  const last = message === null ? '' : `; the last one: ${message}`;
  if (jobName !== null) return `ALERT: job ${jobName} has failed ${failures} times in a row${last}`;
  return `ALERT: ${failures} failures are unresolved; \`infra failures list\` shows them`;
}

function describeUndelivered(event: Extract<RuntimeEvent, { kind: 'notification_failed' }>): EventLine {
  const about = event.jobName === null ? '' : ` about ${event.jobName}`;
  const text = `the ${noticeNames[event.notification]}${about} was not delivered: ${event.reason}`;
  if (event.retryInMs === null) {
    return { level: 'error', text: `${text}; given up after ${event.attempt} tries` };
  }
  return warn(`${text}; tried again in ${Math.round(event.retryInMs / 1000)} s`);
}

const noticeNames = { run_ended: 'notice of a run', alert: 'alert', ping: 'ping' } as const;

function faultText(error: unknown): string {
  // An error of ours says what there is to say; the stack is for those that nobody foresaw.
  if (error instanceof InfraError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function debug(text: string): EventLine {
  return { level: 'debug', text };
}

function info(text: string): EventLine {
  return { level: 'info', text };
}

function warn(text: string): EventLine {
  return { level: 'warn', text };
}
