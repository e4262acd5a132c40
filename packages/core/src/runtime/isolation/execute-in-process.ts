import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { JobContext, JobResult } from '@infra/traits';
import { FailedElsewhereError } from '../../worker/account-of-thrown.js';
import { activeTraceParent } from '../../telemetry/trace-parent.js';
import type { ChildTask, FromChild, ToChild } from './child-messages.js';
import { eachLine } from './output-lines.js';

/** What a process gets to end by itself once it has told its result, in milliseconds. */
const leaveMs = 2_000;

/**
 * Executes one attempt of a job in a process of its own: the same context, its log lines and progress told to this one,
 * its output as log lines. The signal of the context reaches it; when `abandoned` aborts, it and what it has started
 * are killed.
 * @throws {FailedElsewhereError} for what the job threw there, and when the process ends without a result.
 */
export async function executeInProcess(
  task: Omit<ChildTask, 'context' | 'parameters' | 'traceParent'>,
  context: JobContext,
  abandoned: AbortSignal | null,
): Promise<JobResult> {
  const child = start();
  const kill = () => killGroup(child);
  const abort = () => send(child, { kind: 'abort', reason: messageOf(context.signal.reason) });
  const ended = endOf(child, context);
  abandoned?.addEventListener('abort', kill, { once: true });
  context.signal.addEventListener('abort', abort, { once: true });
  try {
    const { runId, jobName, trigger, attempt, scheduledFor, lastSuccess, parameters } = context;
    const run = { runId, jobName, trigger, attempt, scheduledFor, lastSuccess };
    const traceParent = await activeTraceParent();
    send(child, { kind: 'task', task: { ...task, context: run, parameters, traceParent } });
    if (context.signal.aborted) abort();
    if (abandoned?.aborted === true) kill();
    return await ended;
  } finally {
    abandoned?.removeEventListener('abort', kill);
    context.signal.removeEventListener('abort', abort);
  }
}

function start(): ChildProcess {
  const program = new URL('./job-process.js', import.meta.url);
  return fork(fileURLToPath(program), [], {
    serialization: 'advanced',
    // A group of its own: what the job starts can be killed with it, and the terminal's Ctrl-C goes to the worker alone.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
}

/** Resolves or rejects with what the process told last, once it has ended. */
function endOf(child: ChildProcess, context: JobContext): Promise<JobResult> {
  const { logger } = context;
  if (child.stdout !== null) eachLine(child.stdout, (line) => logger.info(line));
  if (child.stderr !== null) eachLine(child.stderr, (line) => logger.warn(line));
  return new Promise((resolve, reject) => {
    let outcome: Extract<FromChild, { kind: 'returned' | 'threw' }> | null = null;
    const end = (how: string) => {
      if (outcome === null) reject(withoutResult(how));
      else if (outcome.kind === 'threw') reject(new FailedElsewhereError(outcome.account));
      else resolve(outcome.result as JobResult);
    };
    child.on('message', (message: FromChild) => {
      if (message.kind === 'log') logger[message.level](message.message, message.fields ?? undefined);
      else if (message.kind === 'progress') context.progress(message.progress);
      else if (message.kind === 'cost')
        context.cost.add(message.component, message.quantity, message.unitPrice);
      else {
        outcome = message;
        void setTimeout(leaveMs, undefined, { ref: false }).then(() => killGroup(child));
      }
    });
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      // The last of its output may still be in the pipe, and whatever it has started may hold that open.
      const closed = new Promise((done) => child.once('close', done));
      void Promise.race([closed, setTimeout(leaveMs)]).then(() =>
        end(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
      );
    });
  });
}

function withoutResult(how: string): FailedElsewhereError {
  const message = `the job's process ${how} before it had a result`;
  return new FailedElsewhereError({ code: 'process_exited', message, names: [], verdict: null });
}

/** Ends a process and what it has started; nothing happens when it is gone. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in this moment.
  }
}

function send(child: ChildProcess, message: ToChild): void {
  // A process that has ended hears nothing; its end is told by its exit.
  if (child.connected) child.send(message, () => {});
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
