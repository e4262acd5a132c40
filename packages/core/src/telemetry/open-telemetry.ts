import { coreVersion } from '../config/core-version.js';
import type { Session } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import type { AttemptObserver } from '../runs/settle/attempt-observer.js';
import { telemetryPresent } from './telemetry-present.js';

/** What a runtime tells OpenTelemetry. */
export interface Telemetry {
  /** For the worker. */
  readonly observer: AttemptObserver;
  /** For the events of the runtime. */
  readonly listener: Emit;
}

const scope = '@infra/core';

/**
 * Spans and metrics, for whatever providers the program has registered before; null, and nothing is loaded, when it has
 * registered none.
 */
export async function openTelemetry(session: Session): Promise<Telemetry | null> {
  if (!telemetryPresent()) return null;
  const [api, { AttemptSpans }, { ClaimedRunStore }, { runtimeMetrics }] = await Promise.all([
    import('@opentelemetry/api'),
    import('./attempt-spans.js'),
    import('./claimed-run-store.js'),
    import('./runtime-metrics.js'),
  ]);
  const { context, metrics, ROOT_CONTEXT: root, SpanKind, SpanStatusCode, trace } = api;
  const meter = metrics.getMeter(scope, coreVersion);
  const queueDelay = meter.createHistogram('infra.run.queue_delay', {
    unit: 's',
    description: 'From when a run could have started to when it did',
  });
  const tracer = trace.getTracer(scope, coreVersion);
  const tools = {
    context,
    trace,
    tracer,
    root,
    queueDelay,
    consumer: SpanKind.CONSUMER,
    failed: SpanStatusCode.ERROR,
  };
  return {
    observer: new AttemptSpans(tools, new ClaimedRunStore(session)),
    listener: runtimeMetrics(meter),
  };
}
