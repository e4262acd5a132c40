/** Where OpenTelemetry's API keeps what a program registers, for every copy of itself (`@opentelemetry/api` 1.x). */
const registered = Symbol.for('opentelemetry.js.api.1');

/** Whether this program has set OpenTelemetry up: without it the API is not even loaded. */
export function telemetryPresent(): boolean {
  const given = Reflect.get(globalThis, registered) as { trace?: unknown; metrics?: unknown } | undefined;
  return given?.trace !== undefined || given?.metrics !== undefined;
}
