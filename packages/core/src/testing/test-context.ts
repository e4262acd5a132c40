import type {
  Amount,
  ExtensionDatabase,
  JobContext,
  JobLogger,
  NoParameters,
  Progress,
  Trigger,
} from '@infra/traits';
import type { z } from 'zod';

/** A line that a job logged. */
export interface TestLogLine {
  readonly level: keyof JobLogger;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a job has paid for. */
export interface TestCost {
  readonly component: string;
  readonly quantity: Amount;
  /** Undefined where the job leaves it to the host's configuration. */
  readonly unitPrice: Amount | undefined;
}

/** What a test says about the run that its job is given; everything has a default. */
export interface TestContextOptions<Parameters> {
  /** As the schema would give them: defaults and coercions are not applied here. */
  readonly parameters?: Parameters;
  /** Needed by a job that touches `context.db`. */
  readonly db?: ExtensionDatabase;
  /** Aborted when the run is to end; {@link TestContext.abort} does it too. */
  readonly signal?: AbortSignal;
  readonly runId?: string;
  readonly jobName?: string;
  readonly trigger?: Trigger;
  readonly attempt?: number;
  readonly scheduledFor?: Date | null;
  readonly lastSuccess?: Date | null;
  /** What `context.checkpoint.load()` gives, as an earlier run would have saved it; none by default. */
  readonly checkpoint?: unknown;
}

/** A {@link JobContext} for unit tests, which keeps what the job did with it. */
export interface TestContext<Schema extends z.ZodType = NoParameters> extends JobContext<Schema> {
  /** Everything logged so far, in order. */
  readonly lines: readonly TestLogLine[];
  /** Everything reported by `progress` so far, in order. */
  readonly progressReports: readonly Progress[];
  /** Every state saved by `checkpoint` so far, in order. */
  readonly savedStates: readonly unknown[];
  /** Everything added to `cost` so far, in order. */
  readonly costs: readonly TestCost[];
  /** Aborts the run's signal, as a cancelled run would; a `DOMException` named `AbortError` by default. */
  abort(reason?: unknown): void;
}

/**
 * Makes a context for a job's unit test: `await new MyJob().execute(createTestContext({ parameters: { days: 7 } }))`.
 * No worker and no record of the run stands behind it.
 */
export function createTestContext<Schema extends z.ZodType = NoParameters>(
  options: TestContextOptions<z.output<Schema>> = {},
): TestContext<Schema> {
  const { db = missingDatabase, parameters, signal, checkpoint: kept = null, ...run } = options;
  const controller = new AbortController();
  const lines: TestLogLine[] = [];
  const progressReports: Progress[] = [];
  const savedStates: unknown[] = [];
  const costs: TestCost[] = [];
  return {
    runId: '1',
    jobName: 'job_under_test',
    trigger: 'manual',
    attempt: 1,
    scheduledFor: null,
    lastSuccess: null,
    ...run,
    parameters: (parameters ?? {}) as z.output<Schema>,
    db,
    logger: loggerInto(lines),
    signal: signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]),
    progress: (progress) => void progressReports.push(progress),
    cost: {
      add: (component, quantity, unitPrice) => void costs.push({ component, quantity, unitPrice }),
    },
    costs,
    lines,
    progressReports,
    checkpoint: {
      load: async () => savedStates.at(-1) ?? kept,
      save: async (state) => void savedStates.push(JSON.parse(JSON.stringify(state))),
    },
    savedStates,
    abort: (reason) => controller.abort(reason),
  };
}

/** What a job is given where a test gives it no database: it says so when it is used. */
export const missingDatabase: ExtensionDatabase = new Proxy({} as ExtensionDatabase, {
  get(_target, name) {
    if (typeof name === 'symbol') return undefined;
    throw new Error(`This job uses the database (${name}): give the test a \`db\`, or use createTestRuntime`);
  },
});

function loggerInto(lines: TestLogLine[]): JobLogger {
  const write =
    (level: keyof JobLogger): JobLogger[typeof level] =>
    (message, fields = {}) =>
      void lines.push({ level, message, fields });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
