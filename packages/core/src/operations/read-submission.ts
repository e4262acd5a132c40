import type { Duration } from '@infra/traits';
import { InvalidDurationError, parseDuration, priorityFault, queueNameFault } from '@infra/traits/values';
import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import { shortTextFault } from '../registry/short-text-fault.js';
import type { NewRun, NotifyTarget } from '../runs/submit/new-run.js';

/** What a caller may ask of a run beside its parameters; all else follows the job. */
export interface SubmitOptions {
  /** Not before so long from now, by the database's clock: milliseconds, or `'30s'`, `'5m'`, `'2h'`, `'7d'`. */
  readonly delay?: Duration | undefined;
  /** Not before this moment; one that is past means now. */
  readonly at?: Date | undefined;
  /** From -1000 to 1000: higher goes first within the queue. The job's by default. */
  readonly priority?: number | undefined;
  /** The job's by default. */
  readonly queue?: string | undefined;
  /** For whom the run is, to filter by; up to 255 characters. */
  readonly client?: string | undefined;
  /** The caller's own data, a JSON object: stored and shown, never read by us. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** The same key of the same job names the same run for 24 hours, unless that run failed or was cancelled. */
  readonly key?: string | undefined;
  /**
   * What the run works on: one unfinished run for it in the job's conflict group; up to 255 characters. What the job's own
   * `subject` parameter says by default.
   */
  readonly subject?: string | undefined;
  /** Whether it continues from what an earlier run of a resumable job has kept; false by default. */
  readonly resume?: boolean | undefined;
  /** Approves the run, whatever it will cost; nothing for one that needs no leave. False by default. */
  readonly approve?: boolean | undefined;
  /** Told when the run has ended: a URL by POST, or a program and its arguments, without a shell. */
  readonly notify?: NotifyTarget | undefined;
}

/** An option of a submission has a value that it cannot have, or there is none of that name. */
export class InvalidSubmissionError extends InfraError {
  readonly code = 'invalid_value';
  readonly option: string;

  constructor(option: string, fault: string, hint: string | null = null) {
    super(`${option} ${fault}`, { hint });
    this.option = option;
  }
}

type Asked = Partial<NewRun>;

const known = {
  delay: true,
  at: true,
  priority: true,
  queue: true,
  client: true,
  context: true,
  key: true,
  subject: true,
  resume: true,
  approve: true,
  notify: true,
} satisfies Record<keyof SubmitOptions, true>;

const nothing: Asked = {};

/**
 * Reads the options of a submission; what is left out stays out.
 * @throws {InvalidSubmissionError} for the first one that is not valid.
 */
export function readSubmission(options: SubmitOptions): Asked {
  if (saysNothing(options)) return nothing;
  refuseUnknown(options);
  const { priority, queue, context, notify } = options;
  if (options.delay !== undefined && options.at !== undefined)
    throw new InvalidSubmissionError('delay', 'and at exclude each other', 'give one of them');
  return {
    ...(options.delay === undefined ? {} : { delayMs: readDelay(options.delay) }),
    ...(options.at === undefined ? {} : { availableAt: readMoment(options.at) }),
    ...(priority === undefined ? {} : { priority: readPriority(priority) }),
    ...(queue === undefined ? {} : { queue: readQueue(queue) }),
    ...(options.client === undefined ? {} : { clientId: readText('client', options.client) }),
    ...(context === undefined ? {} : { context: readContext(context) }),
    ...(options.key === undefined ? {} : { key: readText('key', options.key) }),
    ...(options.subject === undefined ? {} : { subject: readText('subject', options.subject) }),
    ...(options.resume === undefined ? {} : { resume: options.resume }),
    ...(notify === undefined ? {} : { notify: readNotify(notify) }),
  };
}

/** Most submissions: nothing is made anew for each of a thousand. */
function saysNothing(options: SubmitOptions): boolean {
  for (const _ in options) return false;
  return true;
}

/** The compiler sees only options that are written out in the call; one that is dropped looks like one that was obeyed. */
function refuseUnknown(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    throw new InvalidSubmissionError(name, `is no option of a run${didYouMean(name, Object.keys(known))}`);
  }
}

function readDelay(delay: Duration): number | null {
  if (delay === 0) return null;
  try {
    return parseDuration(delay);
  } catch (error) {
    if (!(error instanceof InvalidDurationError)) throw error;
    throw new InvalidSubmissionError('delay', error.message);
  }
}

function readMoment(at: Date): Date {
  if (at instanceof Date && !Number.isNaN(at.getTime())) return at;
  throw new InvalidSubmissionError('at', 'is not a valid Date');
}

function readPriority(priority: number): number {
  const fault = priorityFault(priority);
  if (fault === null) return priority;
  throw new InvalidSubmissionError('priority', fault);
}

function readQueue(queue: string): string {
  const fault = queueNameFault(queue);
  if (fault === null) return queue;
  throw new InvalidSubmissionError('queue', fault);
}

function readText(option: 'client' | 'key' | 'subject', text: string): string {
  const fault = shortTextFault(text);
  if (fault === null) return text;
  throw new InvalidSubmissionError(option, fault);
}

function readContext(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (typeof context === 'object' && context !== null && !Array.isArray(context)) return context;
  throw new InvalidSubmissionError('context', 'is a JSON object such as {"ticket": 12}');
}

// No message repeats the target: a webhook's URL is a secret.
function readNotify(notify: NotifyTarget): NotifyTarget {
  const { webhook, command } = notify as { webhook?: unknown; command?: unknown };
  if (command === undefined && typeof webhook === 'string') {
    if (/^https?:\/\//.test(webhook) && URL.canParse(webhook)) return { webhook };
    throw new InvalidSubmissionError('notify', 'takes a URL that starts with http:// or https://');
  }
  const words: unknown[] = Array.isArray(command) ? command : [];
  if (webhook === undefined && isCommand(words)) return { command: words };
  throw new InvalidSubmissionError(
    'notify',
    'takes { webhook } with a URL, or { command } with a program and its arguments',
  );
}

function isCommand(words: readonly unknown[]): words is string[] {
  return words.length > 0 && words[0] !== '' && words.every((word) => typeof word === 'string');
}
