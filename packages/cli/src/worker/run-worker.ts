import type { RuntimeEvent } from '@infra/core';
import type { CommandLine } from '../command-line.js';
import { visibleText } from '../render/visible-text.js';

/** Runs a runtime until the process is asked to end, then drains it. */
export async function runWorker(
  cli: CommandLine,
  kind: 'work' | 'serve',
  {
    graceMs,
    queues,
  }: { readonly graceMs: number | undefined; readonly queues: readonly string[] | undefined },
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
    await runtime.start();
    await aborted(end);
  } finally {
    await runtime.stop(graceMs);
  }
  await cli.print<'work'>({
    data: {
      started_at: startedAt.toISOString(),
      stopped_at: new Date().toISOString(),
      message: 'The worker has stopped; what it was running is done or back in the queue',
    },
    artifact_type: 'text',
    title: 'Worker Stopped',
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
