// The program of a job's own process: it opens the host as its worker did, executes one attempt of one job, tells what
// became of it, and ends. It ends with its worker too, whatever the job is doing.
import { inspect } from 'node:util';
import { Worker as Thread } from 'node:worker_threads';
import type { Checkpoint, CostRecorder, JobContext, JobLogger, JobResult } from '@infra/traits';
import { assertComponent, type PriceList, unitPriceOf } from '../../costs/unit-price.js';
import type { Database } from '../../database/database.js';
import { storableJson } from '../../database/storable-json.js';
import { digitsOf, multiply, readDecimal } from '../../money/decimal.js';
import type { LogLevel } from '../../logs/log-store.js';
import { CheckpointStore } from '../../runs/checkpoint/checkpoint-store.js';
import { noCheckpoint, RunCheckpoint } from '../../runs/checkpoint/run-checkpoint.js';
import { accountOfThrown } from '../../worker/account-of-thrown.js';
import { flushSpans, withinSpan } from '../../telemetry/remote-span.js';
import type { RunnableJob } from '../../worker/job-provider.js';
import { openHost } from '../open-host.js';
import { provideJobsHere } from '../provide-jobs.js';
import type { ChildTask, FromChild, ToChild } from './child-messages.js';

/** Connections for what the job and its services do with the database. */
const poolSize = 2;

const aborted = new AbortController();

process.on('message', (message: ToChild) => {
  if (message.kind === 'abort') aborted.abort(new DOMException(message.reason, 'AbortError'));
  else void begin(message.task);
});
process.once('disconnect', endWithWorker);
watchWorker();

/** A loop that is blocked hears of nothing, so a thread looks whether the worker still lives. */
function watchWorker(): void {
  const code = `
    const { workerData } = require('node:worker_threads');
    setInterval(() => {
      if (process.ppid !== workerData.worker) process.kill(workerData.group, 'SIGKILL');
    }, 250);`;
  new Thread(code, { eval: true, workerData: { worker: process.ppid, group: -process.pid } }).unref();
}

/** This process leads a group of its own: what the job has started ends with it. */
function endWithWorker(): void {
  process.kill(-process.pid, 'SIGKILL');
}

async function begin(task: ChildTask): Promise<void> {
  const outcome = await attempt(task).catch((error: unknown): FromChild => threw(error));
  await tell(outcome).catch((error: unknown) => tell(threw(error)));
  await flushSpans();
  process.exit(0);
}

async function attempt(task: ChildTask): Promise<FromChild> {
  const host = await openHost({
    configurationFile: task.configurationFile,
    ...(task.databaseUrl === null ? {} : { databaseUrl: task.databaseUrl }),
    actor: task.actor,
    poolSize,
  });
  try {
    const database = await host.database();
    const runnable = await (await provideJobsHere(host)).provide(task.context.jobName);
    const context: JobContext = {
      ...task.context,
      parameters: runnable.parse(task.parameters) as JobContext['parameters'],
      db: database.kysely(),
      logger: logger(),
      signal: aborted.signal,
      checkpoint: await checkpointOf(runnable, task, await host.database()),
      cost: recorder(host.settings.costs),
      progress: (progress) => void tell({ kind: 'progress', progress: plain(progress) }),
    };
    // A combined job has no process of its own: what this one executes has a result.
    return returned((await withinSpan(task.traceParent, () => runnable.execute(context))) as JobResult);
  } finally {
    await host.close();
  }
}

function checkpointOf(
  runnable: RunnableJob,
  { context: { runId, attempt } }: ChildTask,
  database: Database,
): Promise<Checkpoint> | Checkpoint {
  if (!runnable.job.resumable) return noCheckpoint;
  const run = { id: Number(runId), attempt };
  return RunCheckpoint.open(
    new CheckpointStore(database),
    run,
    (state) => runnable.parseState?.(state) ?? state,
  );
}

function returned(given: JobResult): FromChild {
  const { success, message, itemsProcessed, itemsFailed, durationMs, output } = given;
  if (typeof success !== 'boolean') throw new TypeError('execute() returned no JobResult');
  const result = { success, message, itemsProcessed, itemsFailed, durationMs, output: plain(output ?? null) };
  return { kind: 'returned', result };
}

function threw(error: unknown): FromChild {
  return { kind: 'threw', account: accountOfThrown(error) };
}

/** Refuses here what cannot be added, and tells the rest to the worker, which keeps the sums. */
function recorder(prices: PriceList): CostRecorder {
  return {
    add(component, quantity, unitPrice) {
      assertComponent(component);
      const price = unitPriceOf(component, unitPrice, prices);
      multiply(readDecimal(quantity), price);
      void tell({ kind: 'cost', component, quantity, unitPrice: digitsOf(price) });
    },
  };
}

function logger(): JobLogger {
  const write = (level: LogLevel) => (message: unknown, fields?: Readonly<Record<string, unknown>>) => {
    const text = typeof message === 'string' ? message : inspect(message);
    void tell({ kind: 'log', level, message: text, fields: fields === undefined ? null : readable(fields) });
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function readable(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return plain(fields);
  } catch {
    return { not_json: inspect(fields) };
  }
}

/** As it would be stored, so that nothing is on its way that cannot be told. @throws {TypeError} for what is no JSON. */
function plain<Value>(value: Value): Value {
  return JSON.parse(storableJson(value)) as Value;
}

/** Resolves when the message is handed over; rejects when it cannot be told. */
function tell(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
