import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRuntime, type Runtime } from '@infra/core';
import { createTestDatabase, type TestDatabase } from '@infra/core/testing';
import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { InfraHost } from '../cli/infra-host.js';
import { entryCode, extensionFiles, TemporaryHosts } from '../registry/host-fixture.js';

const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 });
const meters = new MeterProvider({ readers: [reader] });

const jobs = `
  const { trace } = await import('@opentelemetry/api');
  class Greet {
    async execute({ parameters: { to } }) {
      await new Promise((resolve) => setImmediate(resolve));
      trace.getTracer('greeting').startActiveSpan('say hello', (span) => span.end());
      return JobResult.success().withMessage('hello ' + to);
    }
  }
  Job({ name: 'greet', parameters: z.object({ to: z.string() }) })(Greet);

  class Fail { async execute() { throw new Error('the sesame is open'); } }
  Job({ name: 'fail', retry: { maxAttempts: 2, backoff: { first: '10ms' } } })(Fail);

  class Thank { async execute() { return JobResult.success(); } }
  Job({ name: 'thank', after: ['greet'] })(Thank);

  class Apart {
    async execute() {
      const { traceId, spanId } = trace.getActiveSpan().spanContext();
      trace.getTracer('greeting').startActiveSpan('say hello', (span) => span.end());
      return JobResult.success().withOutput({ traceId, spanId });
    }
  }
  Job({ name: 'apart', isolation: 'process' })(Apart);

  class Tick { async execute() { return JobResult.success(); } }
  Job({ name: 'tick', schedule: '* * * * * *' })(Tick);
`;

// What a program would preload: its spans are gathered, and sent only when it is asked to.
const childTelemetry = `
  import { writeFileSync } from 'node:fs';
  import { context, trace } from '@opentelemetry/api';
  import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
  import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

  const exporter = {
    export(spans, done) {
      const told = spans.map(({ name, parentSpanContext }) => [name, parentSpanContext?.spanId]);
      writeFileSync(new URL('./spans.json', import.meta.url), JSON.stringify(told));
      done({ code: 0 });
    },
    async shutdown() {},
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 3_600_000 })];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
`;

const hosts = new TemporaryHosts();
let database: TestDatabase;
let runtime: Runtime;
let directory: string;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(meters);
  database = await createTestDatabase();
  const cwd = await hosts.make({
    'infra.config.json': JSON.stringify({ extensions: ['./spoken'], database: { url: database.url } }),
    'telemetry.mjs': childTelemetry,
    ...extensionFiles('spoken', {
      'entry.js': entryCode(`{ name: 'spoken', jobs: [Greet, Fail, Thank, Apart, Tick] }`, jobs),
    }),
  });
  directory = cwd;
  runtime = await createRuntime({ cwd });
  await runtime.start();
});

beforeEach(() => spans.reset());

afterAll(async () => {
  await runtime?.stop(0);
  await meters.shutdown();
  trace.disable();
  metrics.disable();
  context.disable();
  await database?.drop();
  await hosts.remove();
});

function linkedSpans(span: ReadableSpan | undefined): (string | undefined)[] | undefined {
  return span?.links.map(({ context: { spanId } }) => spanId);
}

/** The finished spans of this name, once there are so many. */
async function finished(name: string, count: number): Promise<ReadableSpan[]> {
  const found = () => spans.getFinishedSpans().filter((span) => span.name === name);
  await vi.waitUntil(() => found().length >= count, { timeout: 60_000 });
  return found();
}

test('an attempt is a span of its own trace, and what the job does in it stands below', async () => {
  const { runId } = await runtime.runs.submit('greet', { to: 'ali baba' });
  const [attempt] = await finished('job greet', 1);
  expect(attempt?.kind).toBe(SpanKind.CONSUMER);
  expect(attempt?.parentSpanContext).toBeUndefined();
  expect(attempt?.attributes).toEqual({
    'infra.job': 'greet',
    'infra.run.id': runId,
    'infra.run.attempt': 1,
    'infra.run.trigger': 'api',
    'infra.run.status': 'completed',
    'infra.queue': 'default',
  });
  expect(attempt?.status.code).toBe(SpanStatusCode.UNSET);
  const [inner] = await finished('say hello', 1);
  expect(inner?.parentSpanContext?.spanId).toBe(attempt?.spanContext().spanId);
});

test('an attempt is linked to the span that submitted its run', async () => {
  const tracer = trace.getTracer('shop');
  const { traceId, spanId } = await tracer.startActiveSpan('order', async (order) => {
    await runtime.runs.submit('greet', { to: 'the captain' });
    order.end();
    return order.spanContext();
  });
  const [attempt] = await finished('job greet', 1);
  expect(attempt?.links.map(({ context: linked }) => linked)).toMatchObject([{ traceId, spanId }]);
  expect(attempt?.spanContext().traceId).not.toBe(traceId);
});

test('what comes after a run is linked to the attempt that completed it', async () => {
  const { id } = await runtime.runs.submitAndWait('greet', { to: 'the robbers' });
  const attempts = await finished('job greet', 1);
  const led = attempts.find(({ attributes }) => attributes['infra.run.id'] === String(id));
  expect(led).toBeDefined();
  // One that follows a run of the test before may end in this one.
  await expect
    .poll(async () => (await finished('job thank', 1)).map(linkedSpans), { timeout: 60_000 })
    .toContainEqual([led?.spanContext().spanId]);
});

test('a resubmit is linked to the span that asked for it, else to what the first run was linked to', async () => {
  const tracer = trace.getTracer('shop');
  const inSpan = <Result>(work: () => Promise<Result>) =>
    tracer.startActiveSpan('order', async (span) => {
      const result = await work();
      span.end();
      return { result, spanId: span.spanContext().spanId };
    });
  const first = await inSpan(() => runtime.runs.submitAndWait('fail'));
  const id = String(first.result.id);
  const again = await runtime.runs.retry(id);
  const asked = await inSpan(() => runtime.runs.retry(id));
  const byHand = await inSpan(() => runtime.jobs.run('fail'));
  const attempts = await finished('job fail', 8);
  const linksOf = (runId: string | undefined) =>
    attempts.filter(({ attributes }) => attributes['infra.run.id'] === runId).map(linkedSpans);
  // Two attempts each: a retry is linked as the first try was.
  expect(linksOf(id)).toEqual([[first.spanId], [first.spanId]]);
  expect(linksOf(again.runId)).toEqual([[first.spanId], [first.spanId]]);
  expect(linksOf(asked.result.runId)).toEqual([[asked.spanId], [asked.spanId]]);
  expect(linksOf(byHand.result.jobs_run[0]?.run_id ?? undefined)).toEqual([[byHand.spanId], [byHand.spanId]]);
});

test('a job in a process of its own stands below its attempt, and what it traces is sent before it ends', async () => {
  vi.stubEnv('NODE_OPTIONS', `--import=${pathToFileURL(join(directory, 'telemetry.mjs')).href}`);
  const run = await runtime.runs.submitAndWait('apart');
  const [attempt] = await finished('job apart', 1);
  const { traceId, spanId } = attempt?.spanContext() ?? {};
  expect(run.result?.output).toEqual({ traceId, spanId });
  expect(JSON.parse(await readFile(join(directory, 'spans.json'), 'utf8'))).toEqual([['say hello', spanId]]);
});

test('every attempt that fails is a span with the code of its error, and without what was said', async () => {
  await runtime.runs.submit('fail');
  const attempts = await finished('job fail', 2);
  expect(
    attempts.map(({ attributes }) => [attributes['infra.run.attempt'], attributes['infra.run.status']]),
  ).toEqual([
    [1, 'queued'],
    [2, 'failed'],
  ]);
  for (const span of attempts) {
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span.attributes['error.type']).toBe('job_threw');
    expect(span.events).toEqual([]);
  }
});

test('a run by hand, in a worker of its own, is a span too', async () => {
  await runtime.jobs.run('greet', { to: 'morgiana' });
  const [attempt] = await finished('job greet', 1);
  expect(attempt?.attributes['infra.run.trigger']).toBe('manual');
});

test('parameters, results and messages are in no span', async () => {
  await runtime.jobs.run('greet', { to: 'a secret cave' });
  await finished('job greet', 1);
  const told = JSON.stringify(
    spans.getFinishedSpans().map(({ name, attributes, events }) => [name, attributes, events]),
  );
  expect(told).not.toMatch(/secret cave|hello a/);
});

test('attempts, their times, ticks and waiting are measured', async () => {
  await finished('job tick', 2);
  await runtime.runs.submit('greet', { to: 'cassim' });
  await finished('job greet', 1);
  await reader.forceFlush();
  const found =
    measured
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.find(({ scope }) => scope.name === '@infra/core')?.metrics ?? [];
  const named = new Map(found.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]));
  expect([...named.keys()].toSorted()).toEqual([
    'infra.attempt.duration',
    'infra.attempts.ended',
    'infra.attempts.started',
    'infra.occurrences.enqueued',
    'infra.run.queue_delay',
    'infra.tick.lateness',
  ]);
  const ended = (named.get('infra.attempts.ended') ?? []).map(({ attributes, value }) => ({
    ...attributes,
    value,
  }));
  // Four runs of two attempts each, and one that the test before has made.
  expect(ended).toContainEqual({ 'infra.job': 'fail', 'infra.run.status': 'failed', value: 5 });
  expect(ended).toContainEqual({ 'infra.job': 'fail', 'infra.run.status': 'queued', value: 5 });
  const delay = named
    .get('infra.run.queue_delay')
    ?.find(({ attributes }) => attributes['infra.job'] === 'greet');
  expect(delay?.attributes).toEqual({ 'infra.job': 'greet', 'infra.queue': 'default' });
  expect(delay?.value).toMatchObject({ count: expect.any(Number) as number });
});

test('a program that has not set it up does not even load it', async () => {
  const host = await InfraHost.make();
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, given, next) {
      if (url.includes('@opentelemetry') || url.includes('core/dist/index.js')) process.stderr.write('loaded ' + url + '\\n');
      return next(url, given);
    } });`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
  try {
    await host.artifact('db migrate');
    for (const words of [
      ['jobs', 'list'],
      ['jobs', 'run', 'tidy'],
    ]) {
      const { code, stderr } = await host.infra(words, { env, spawned: true });
      expect(code).toBe(0);
      expect(stderr).toContain('core/dist/index.js');
      expect(stderr).not.toContain('@opentelemetry');
    }
  } finally {
    await host.remove();
  }
});
