import type { Meter } from '@opentelemetry/api';
import type { Emit, RuntimeEvent } from '../events/runtime-event.js';

/** What is measured of an event, by its kind; most are not. */
type Measures = {
  readonly [Kind in RuntimeEvent['kind']]?: (event: Extract<RuntimeEvent, { kind: Kind }>) => void;
};

const seconds = { unit: 's' };

/** Counts and measures what happens; a listener for the events of a runtime. Seconds, as OpenTelemetry has it. */
export function runtimeMetrics(meter: Meter): Emit {
  const started = meter.createCounter('infra.attempts.started', { description: 'Attempts that began' });
  const ended = meter.createCounter('infra.attempts.ended', {
    description: 'Attempts that ended, by the status that their run has since',
  });
  const duration = meter.createHistogram('infra.attempt.duration', {
    ...seconds,
    description: 'From the claim of a run to its record',
  });
  const enqueued = meter.createCounter('infra.occurrences.enqueued', {
    description: 'Runs that schedules asked for',
  });
  const lateness = meter.createHistogram('infra.tick.lateness', {
    ...seconds,
    description: 'From the moment of an occurrence to the end of its tick',
  });
  const rescued = meter.createCounter('infra.runs.rescued', { description: 'Runs taken from dead workers' });
  const faults = meter.createCounter('infra.faults', { description: 'Faults of the engine itself' });
  const fault = (where: string) => faults.add(1, { 'infra.where': where.split(' ', 1)[0] ?? '' });
  const measures: Measures = {
    run_started: ({ jobName }) => started.add(1, { 'infra.job': jobName }),
    run_settled: ({ jobName, status, durationMs }) => {
      const attributes = { 'infra.job': jobName, 'infra.run.status': status };
      ended.add(1, attributes);
      duration.record(durationMs / 1_000, attributes);
    },
    late_result_refused: ({ jobName }) =>
      ended.add(1, { 'infra.job': jobName, 'infra.run.status': 'refused' }),
    run_rescued: ({ jobName }) => rescued.add(1, { 'infra.job': jobName }),
    ticked: (tick) => {
      enqueued.add(tick.enqueued);
      lateness.record(Math.max(0, tick.latenessMs) / 1_000);
    },
    database_lost: ({ where }) => fault(where),
    fault: ({ where }) => fault(where),
  };
  return (event) => {
    const measure = measures[event.kind] as Emit | undefined;
    measure?.(event);
  };
}
