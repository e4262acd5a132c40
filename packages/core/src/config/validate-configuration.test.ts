import { describe, expect, test } from 'vitest';
import { ConfigurationInvalidError } from './configuration-errors.js';
import { hostConfigurationSchema } from './host-configuration.js';
import { readDatabaseSettings, readExtensionReferences } from './plain-settings.js';
import { validateConfiguration } from './validate-configuration.js';

function mistakes(value: unknown): readonly string[] {
  try {
    validateConfiguration(value, 'infra.config.ts');
  } catch (error) {
    if (!(error instanceof ConfigurationInvalidError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
  throw new Error('the configuration was accepted');
}

describe('a valid configuration', () => {
  test('gets every default, and durations in milliseconds', () => {
    expect(validateConfiguration({ extensions: [] }, 'infra.config.ts')).toEqual({
      extensions: [],
      database: { url: null, migrate: 'manual', preparedStatements: true, poolSize: 10, listen: true },
      jobs: {},
      worker: {
        concurrency: 50,
        graceMs: 30_000,
        leaseMs: 2500,
        heartbeatMs: 500,
        queues: null,
        maxLost: 3,
      },
      retention: {
        runsMs: 30 * 86_400_000,
        logsMs: 14 * 86_400_000,
        skipsMs: 400 * 86_400_000,
        auditMs: 400 * 86_400_000,
        maxRuns: null,
        logLines: 10_000,
      },
      alerts: { webhook: null, command: null, unresolved: 50, pings: {} },
      costs: { currency: 'USD', prices: {}, jobBudgets: {}, clientBudgets: {}, timeZone: 'UTC' },
      approvals: { expireAfterMs: 86_400_000 },
    });
  });

  test('keeps what the host says', () => {
    const settings = validateConfiguration(
      {
        extensions: ['@infra/blog', { use: './extensions/own', configuration: { key: 'k' } }],
        database: {
          url: 'postgres://app@db/infra',
          migrate: 'auto',
          preparedStatements: false,
          poolSize: 3,
          listen: false,
        },
        jobs: {
          ingest: {
            schedule: null,
            timeZone: 'Europe/Berlin',
            timeout: '5m',
            retry: { maxAttempts: 3, backoff: { first: '1s' } },
            misfire: { runAll: 5 },
            parameters: { directory: ['posts'] },
            schedules: { at_night: { schedule: '0 0 3 * * *', enabled: false } },
          },
        },
        worker: {
          concurrency: 4,
          grace: 1000,
          lease: '10s',
          heartbeat: '2s',
          queues: ['mail'],
          maxLost: 5,
        },
        retention: { runs: '7d' },
        alerts: { webhook: 'https://alerts.example', command: ['notify'], pings: { ingest: 'http://ping' } },
      },
      'infra.config.ts',
    );
    expect(settings.extensions).toEqual([
      { use: '@infra/blog', configuration: undefined },
      { use: './extensions/own', configuration: { key: 'k' } },
    ]);
    expect(settings.database).toEqual({
      url: 'postgres://app@db/infra',
      migrate: 'auto',
      preparedStatements: false,
      poolSize: 3,
      listen: false,
    });
    expect(settings.worker).toEqual({
      concurrency: 4,
      graceMs: 1000,
      leaseMs: 10_000,
      heartbeatMs: 2000,
      queues: ['mail'],
      maxLost: 5,
    });
    expect(settings.alerts).toEqual({
      webhook: 'https://alerts.example',
      command: ['notify'],
      unresolved: 50,
      pings: { ingest: 'http://ping' },
    });
    expect(settings.retention).toMatchObject({ runsMs: 7 * 86_400_000, logsMs: 14 * 86_400_000 });
    expect(settings.jobs['ingest']).toMatchObject({ schedule: null, misfire: { runAll: 5 } });
  });
});

describe('a faulty configuration', () => {
  test('is refused with every mistake at once, each with its path and the nearest name', () => {
    expect(
      mistakes({
        extension: [],
        extensions: ['', 5, { use: 'x', config: {} }],
        database: { url: 'mysql://root:s3cret@db', poolsize: 3 },
        jobs: {
          a: { schedul: '0 0 * * * *', timeZone: 'Europe/Berlinn', timeout: '5 minutes' },
          b: {
            schedule: '0 * * * *',
            schedules: { Night: { schedule: '0 0 3 * * *' }, default: { schedule: '0 0 3 * * *' }, noon: {} },
          },
          c: {
            schedule: '0 0 0 30 2 *',
            misfire: { runAll: 0 },
            overlap: 'never',
            clockChange: { mising: 'next' },
          },
        },
        worker: { concurrency: 1001, lease: 'soon' },
        retention: { run: '30d' },
      }),
    ).toEqual([
      expect.stringMatching(/^extensions\[0\]: Too small/),
      expect.stringMatching(/^extensions\[1\]: .*expected string, received number, or: .*expected object/),
      "extensions[2].config: unknown key: did you mean 'configuration'?",
      'database.url: is not a URL that starts with postgres://',
      "database.poolsize: unknown key: did you mean 'poolSize'?",
      "jobs.a.timeZone: 'Europe/Berlinn' is not an IANA time zone",
      expect.stringMatching(/^jobs\.a\.timeout: '5 minutes' is not a duration/),
      "jobs.a.schedul: unknown key: did you mean 'schedule'?",
      expect.stringMatching(/^jobs\.b\.schedule: cron: 5 fields; put a seconds field first/),
      'jobs.b.schedules.Night: the name of a schedule is snake_case',
      expect.stringMatching(/^jobs\.b\.schedules\.default: 'default' is the job's own schedule/),
      'jobs.b.schedules.noon.schedule: is missing (expected string)',
      expect.stringMatching(/^jobs\.c\.schedule: /),
      expect.stringMatching(/^jobs\.c\.overlap: .*"skip"\|"queue"/),
      expect.stringMatching(/^jobs\.c\.misfire\.runAll: Too small/),
      "jobs.c.clockChange.mising: unknown key: did you mean 'missing'?",
      expect.stringMatching(/^worker\.concurrency: Too big/),
      expect.stringMatching(/^worker\.lease: 'soon' is not a duration/),
      "retention.run: unknown key: did you mean 'runs'?",
      "extension: unknown key: did you mean 'extensions'?",
    ]);
  });

  test('shows no password', () => {
    expect(mistakes({ extensions: [], database: { url: 'mysql://root:s3cret@db' } }).join()).not.toContain(
      's3cret',
    );
  });

  test('says what is missing and what is no object', () => {
    expect(mistakes({})).toEqual(['extensions: is missing (expected array)']);
    expect(mistakes('extensions')).toEqual([': Invalid input: expected object, received string']);
  });

  test('may not let one late heartbeat count as a death', () => {
    expect(mistakes({ extensions: [], worker: { lease: '1s', heartbeat: '600ms' } })).toEqual([
      expect.stringMatching(/^worker\.heartbeat: 600 ms is more than half of the lease of 1000 ms/),
    ]);
  });
});

describe('the settings that are read without zod', () => {
  test.each([
    {},
    { database: {} },
    { database: { url: 'postgres://db/x' } },
    { database: { url: null } },
    { database: { url: undefined } },
    { database: { url: 'mysql://db/x' } },
    { database: { url: 5 } },
    { database: { migrate: 'always' } },
    { database: { migrate: 'auto', preparedStatements: 'yes' } },
    { database: { poolSize: 0 } },
    { database: { poolSize: 1.5 } },
    { database: { poolSize: 1001 } },
    { database: { pool: 1 } },
    { database: [] },
    { database: null },
    { extensions: ['a', { use: 'b', configuration: { c: 1 } }] },
    { extensions: [''] },
    { extensions: [{ use: 'b', options: {} }] },
    { extensions: [{ configuration: {} }] },
    { extensions: 'a' },
    { extensions: null },
  ])('accept exactly what the schema accepts: %j', (given) => {
    const configuration = { extensions: [], ...given };
    const readable =
      readDatabaseSettings(configuration) !== null && readExtensionReferences(configuration) !== null;
    expect(readable).toBe(hostConfigurationSchema.safeParse(configuration).success);
  });
});
