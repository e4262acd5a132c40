import type { Emit, Runtime, RuntimeEvent } from '@infra/core';
import type { CommandLine } from '../command-line.js';
import { visibleText } from '../render/visible-text.js';

/** A runtime as a process. */
export interface WorkerProcess {
  readonly kind: 'work' | 'serve';
  /** What running jobs get to finish on a stop; as configured when left out. */
  readonly graceMs: number | undefined;
  /** The queues that it serves; as configured when left out. */
  readonly queues: readonly string[] | undefined;
  /** Neither schedules nor executes; false by default. */
  readonly idle?: boolean;
  /** What is there beside it: begun before anything is claimed, and ended first. */
  readonly beside?: (runtime: Runtime, tell: Emit) => Promise<{ close(): Promise<void> }>;
}

/** Runs a runtime until the process is asked to end, then drains it. */
export async function runWorker(
  cli: CommandLine,
  { kind, graceMs, queues, idle = false, beside }: WorkerProcess,
): Promise<void> {
  const startedAt = new Date();
  const { createRuntime, describeEvent } = await import('@infra/core');
  const { config, database } = cli.flags;
  const tell = (event: RuntimeEvent): void => {
    const { level, text } = describeEvent(event);
    if (level === 'debug' && !cli.flags.debug) return;
    const at = new Date().toISOString();
    cli.stream({ at, level, event: event.kind, text }, `${at} ${level.padEnd(5)} ${visibleText(text)}`);
  };
  const runtime = await createRuntime({
    cwd: cli.terminal.cwd,
    ...(config === undefined ? {} : { configurationFile: config }),
    ...(database === undefined ? {} : { databaseUrl: database }),
    kind,
    ...(queues === undefined ? {} : { queues }),
    onEvent: tell,
  });
  const end = cli.interruption();
  try {
    const other = await beside?.(runtime, tell);
    try {
      await (idle ? runtime.host.database() : runtime.start());
      await aborted(end);
    } finally {
      await other?.close();
    }
  } finally {
    await runtime.stop(graceMs);
  }
  await cli.print<'work'>({
    data: {
      started_at: startedAt.toISOString(),
      stopped_at: new Date().toISOString(),
      message: idle
        ? 'The dashboard has stopped; what others run goes on'
        : 'The worker has stopped; what it was running is done or back in the queue',
    },
    artifact_type: 'text',
    title: idle ? 'Dashboard Stopped' : 'Worker Stopped',
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
