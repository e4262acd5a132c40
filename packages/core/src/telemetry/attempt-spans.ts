import type { Attributes, Context, ContextAPI, Histogram, Span, TraceAPI, Tracer } from '@opentelemetry/api';
import type { AttemptObserver, Recorded } from '../runs/settle/attempt-observer.js';
import type { ClaimedRun } from '../runs/run.js';
import type { ClaimedRunFacts, ClaimedRunStore } from './claimed-run-store.js';
import { readTraceParent, writeTraceParent } from './trace-parent.js';

/** The parts of OpenTelemetry's API that spans need. */
export interface SpanTools {
  readonly context: ContextAPI;
  readonly trace: TraceAPI;
  readonly tracer: Tracer;
  /** A context without any span. */
  readonly root: Context;
  /** `SpanKind.CONSUMER`. */
  readonly consumer: number;
  /** `SpanStatusCode.ERROR`. */
  readonly failed: number;
  /** Seconds from when a run could have started to when it did. */
  readonly queueDelay: Histogram;
}

/**
 * A span for each attempt, in which the job's code runs: its own spans become children. It begins a trace of its own,
 * linked to the span that submitted the run, which may be long over. Parameters, results and messages are never in it.
 */
export class AttemptSpans implements AttemptObserver {
  readonly #tools: SpanTools;
  readonly #runs: ClaimedRunStore;
  readonly #facts = new WeakMap<ClaimedRun, Promise<ClaimedRunFacts | null>>();

  constructor(tools: SpanTools, runs: ClaimedRunStore) {
    this.#tools = tools;
    this.#runs = runs;
  }

  async observe(run: ClaimedRun, attempt: () => Promise<Recorded>): Promise<Recorded> {
    const { context, trace, tracer, root, consumer } = this.#tools;
    const span = tracer.startSpan(
      `job ${run.jobName}`,
      { kind: consumer, attributes: attributesOf(run) },
      root,
    );
    const facts = this.#runs.read(run.id);
    this.#facts.set(run, facts);
    try {
      const recorded = await context.with(trace.setSpan(root, span), attempt);
      this.#tellEnd(span, recorded);
      return recorded;
    } catch (error) {
      span.setStatus({ code: this.#tools.failed });
      throw error;
    } finally {
      const known = await facts;
      if (known !== null) this.#tellFacts(span, run, known);
      span.end();
    }
  }

  /** What comes after the run is linked to this attempt, and not to what led to the run itself. */
  async completing(run: ClaimedRun): Promise<void> {
    const facts = await this.#facts.get(run);
    const span = this.#tools.trace.getSpanContext(this.#tools.context.active());
    if (facts?.followed === true && span !== undefined)
      await this.#runs.noteSpan(run.id, writeTraceParent(span));
  }

  #tellEnd(span: Span, recorded: Recorded): void {
    span.setAttribute('infra.run.status', recorded?.status ?? 'refused');
    const code = recorded === null ? 'late_result' : recorded.code;
    if (code === null) return;
    span.setAttribute('error.type', code);
    span.setStatus({ code: this.#tools.failed });
  }

  #tellFacts(span: Span, run: ClaimedRun, { queue, waitedMs, traceParent }: ClaimedRunFacts): void {
    span.setAttribute('infra.queue', queue);
    const submitter = readTraceParent(traceParent);
    if (submitter !== null) span.addLink({ context: submitter });
    this.#tools.queueDelay.record(waitedMs / 1_000, { 'infra.job': run.jobName, 'infra.queue': queue });
  }
}

function attributesOf(run: ClaimedRun): Attributes {
  return {
    'infra.job': run.jobName,
    'infra.run.id': String(run.id),
    'infra.run.attempt': run.attempt,
    'infra.run.trigger': run.trigger,
  };
}
