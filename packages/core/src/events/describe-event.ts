import { InfraError } from '../errors/infra-error.js';
import type { RuntimeEvent } from './runtime-event.js';

/** A log line of the runtime itself. */
export interface EventLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

type Sentences = {
  readonly [Kind in RuntimeEvent['kind']]: (event: Extract<RuntimeEvent, { kind: Kind }>) => EventLine;
};

/** The one place where events become sentences. */
export function describeEvent(event: RuntimeEvent): EventLine {
  // Each takes its own kind, which the compiler cannot see through the index.
  return (sentences[event.kind] as (event: RuntimeEvent) => EventLine)(event);
}

const sentences: Sentences = {
  runtime_started: (event) =>
    info(`worker ${event.workerId} started with ${event.jobs} job(s) on the database ${event.database}`),
  runtime_stopping: (event) => info(`stopping; ${event.running} run(s) still running`),
  runtime_stopped: () => info('stopped'),
  jobs_synced: (event) =>
    event.changed.length === 0
      ? debug(`${event.jobs} job(s) are as the database has them`)
      : info(`schedules changed by this build: ${event.changed.join(', ')}`),
  job_renamed: (event) => info(`job ${event.from} is now called ${event.to}`),
  job_orphaned: (event) =>
    warn(`no live process has had the job ${event.jobName} for ten minutes; it no longer fires`),
  switch_expired: (event) =>
    info(
      `the operator's word on ${event.jobName} has run out; it is ${event.enabled ? 'enabled' : 'disabled'} again`,
    ),
  ticked: (event) =>
    debug(
      `ticked ${event.latenessMs.toFixed(0)} ms after the moment: ${event.enqueued} run(s), ${event.moved} schedule(s)`,
    ),
  run_started: (event) => info(`run ${event.runId} ${event.jobName}: attempt ${event.attempt} started`),
  run_settled: (event) => describeSettled(event),
  phases_begun: (event) => debug(`run ${event.runId} ${event.jobName}: its phases begin`),
  late_result_refused: (event) =>
    warn(
      `run ${event.runId} ${event.jobName}: the result of attempt ${event.attempt} came too late and was dropped`,
    ),
  run_rescued: (event) =>
    warn(`run ${event.runId} ${event.jobName}: worker ${event.workerId} is gone; now ${event.status}`),
  slots_recounted: (event) =>
    warn(
      `the slots of ${[...event.jobs, ...event.queues].join(', ')} were miscounted; they are counted anew`,
    ),
  estimate_failed: (event) =>
    warn(`run ${event.runId} ${event.jobName}: the estimate of its cost failed: ${event.reason}`),
  run_held: (event) => info(`run ${event.runId} ${event.jobName} waits for approval: ${event.because}`),
  run_approved: (event) => info(`run ${event.runId} ${event.jobName}: approved by ${event.by}`),
  approval_expired: (event) =>
    warn(`run ${event.runId} ${event.jobName}: cancelled, because nobody approved it in time`),
  followers_submitted: (event) =>
    debug(`submitted what runs after completed runs, in the queue(s) ${event.queues.join(', ')}`),
  phases_ended: (event) => debug(`the phases of run(s) ${event.runIds.join(', ')} have ended`),
  notifications_queued: () => debug('something is to be told to the outside'),
  alert_raised: (event) => ({ level: 'error', text: describeAlert(event) }),
  alert_cleared: (event) =>
    info(
      event.jobName === null
        ? 'the alert about unresolved failures is over'
        : `the alert about ${event.jobName} is over: a run has completed`,
    ),
  job_paused: (event) =>
    warn(`job ${event.jobName} is disabled until \`infra jobs enable ${event.jobName}\`: ${event.reason}`),
  notification_failed: (event) => describeUndelivered(event),
  request_refused: ({ code, method, path, address, name }) =>
    warn(`refused ${method} ${path} from ${whoFrom(name, address)}: ${code}`),
  refusals_untold: (event) => warn(`${event.count} more request(s) were refused`),
  logged_in: ({ name, role, address }) => info(`${whoFrom(name, address)} logged in as ${role}`),
  logged_out: (event) => info(`${event.name} logged out`),
  worker_declared_dead: (event) =>
    warn(`worker ${event.workerId} was declared dead by another; beginning again under a new id`),
  database_lost: (event) => warn(`${event.where}: ${event.reason}`),
  events_dropped: (event) => warn(`${event.count} events were dropped: their reader was too slow`),
  fault: (event) => ({ level: 'error', text: `${event.where}: ${faultText(event.error)}` }),
};

function describeSettled(event: Extract<RuntimeEvent, { kind: 'run_settled' }>): EventLine {
  const head = `run ${event.runId} ${event.jobName}: ${event.status} after ${event.durationMs.toFixed(0)} ms`;
  const text = event.message === null ? head : `${head}: ${event.message}`;
  if (event.retryInMs !== null) return warn(`${text}; tried again in ${event.retryInMs.toFixed(0)} ms`);
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

function whoFrom(name: string | null, address: string | null): string {
  const where = address ?? 'an unknown address';
  return name === null ? where : `${name} (${where})`;
}

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
