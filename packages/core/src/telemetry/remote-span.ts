import { setTimeout } from 'node:timers/promises';
import { telemetryPresent } from './telemetry-present.js';
import { readTraceParent } from './trace-parent.js';

/** What the sending of spans may hold up the end of a process, in milliseconds. */
const flushMs = 1_000;

/** Runs `work` as a part of a span of another process, where this one has set OpenTelemetry up too. */
export async function withinSpan<Result>(
  traceParent: string | null,
  work: () => Promise<Result>,
): Promise<Result> {
  const span = readTraceParent(traceParent);
  if (span === null || !telemetryPresent()) return work();
  const { context, ROOT_CONTEXT, trace } = await import('@opentelemetry/api');
  return context.with(trace.setSpanContext(ROOT_CONTEXT, span), work);
}

/** Sends the spans that a provider has gathered, as far as it can be asked to; a process that ends would lose them. */
export async function flushSpans(): Promise<void> {
  if (!telemetryPresent()) return;
  const { trace } = await import('@opentelemetry/api');
  const registered = trace.getTracerProvider() as { getDelegate?: () => object };
  const provider = (registered.getDelegate?.() ?? registered) as { forceFlush?: () => Promise<void> };
  const sent = provider.forceFlush?.().catch(() => {});
  await Promise.race([sent, setTimeout(flushMs)]);
}
