import type { Meter } from '@opentelemetry/api';
import type { Emit } from '../events/runtime-event.js';

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
  return (event) => {
    switch (event.kind) {
      case 'run_started':
        started.add(1, { 'infra.job': event.jobName });
        break;
      case 'run_settled': {
        const attributes = { 'infra.job': event.jobName, 'infra.run.status': event.status };
        ended.add(1, attributes);
        duration.record(event.durationMs / 1_000, attributes);
        break;
      }
      case 'late_result_refused':
        ended.add(1, { 'infra.job': event.jobName, 'infra.run.status': 'refused' });
        break;
      case 'run_rescued':
        rescued.add(1, { 'infra.job': event.jobName });
        break;
      case 'ticked':
        enqueued.add(event.enqueued);
        lateness.record(Math.max(0, event.latenessMs) / 1_000);
        break;
      case 'fault':
        faults.add(1, { 'infra.where': event.where.split(' ', 1)[0] ?? '' });
        break;
      default:
    }
  };
}
