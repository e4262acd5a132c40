import type { SpanContext } from '@opentelemetry/api';
import { telemetryPresent } from './telemetry-present.js';

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span that is active here, as W3C's `traceparent` writes it; null where there is none. */
export async function activeTraceParent(): Promise<string | null> {
  if (!telemetryPresent()) return null;
  const { context, isSpanContextValid, trace } = await import('@opentelemetry/api');
  const span = trace.getSpanContext(context.active());
  return span === undefined || !isSpanContextValid(span) ? null : writeTraceParent(span);
}

/** A span as W3C's `traceparent` writes it. */
export function writeTraceParent(span: SpanContext): string {
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

/** Reads what {@link activeTraceParent} wrote; null for anything else. */
export function readTraceParent(text: string | null): SpanContext | null {
  const [, traceId, spanId, flags] = pattern.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
