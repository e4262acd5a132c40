import { JobResult } from '@infra/traits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MaintenanceHost, openMaintenanceHost } from '../../test/maintenance-host.js';
import { LogCleanup } from './log-cleanup.js';

const day = 24 * 60 * 60 * 1000;

describe('log_cleanup', () => {
  let host: MaintenanceHost;
  beforeAll(async () => {
    host = await openMaintenanceHost();
  });
  afterAll(() => host.close());

  it('has the host delete its log lines older than 30 days, and says so as document 003 does', async () => {
    host.retention.report = { ...host.retention.report, logLines: 5000 };
    const result = await host.run(LogCleanup);
    expect(result).toBeInstanceOf(JobResult);
    expect(result).toMatchObject({
      success: true,
      message: 'Deleted 5000 log entries older than 30 days',
      itemsProcessed: 5000,
      output: { entries_deleted: 5000, days_threshold: 30, dry_run: false },
    });
    expect(host.retention.asked.at(-1)).toEqual({ olderThan: 30 * day, dryRun: false });
  });

  it('asks for a count only on a dry run', async () => {
    host.retention.report = { ...host.retention.report, logLines: 1 };
    const result = await host.run(LogCleanup, { days: '7', dry_run: 'true' });
    expect(result).toMatchObject({
      message: 'Would delete 1 log entry older than 7 days (dry run)',
      output: { entries_deleted: 1, days_threshold: 7, dry_run: true },
    });
    expect(host.retention.asked.at(-1)).toEqual({ olderThan: 7 * day, dryRun: true });
  });

  it.each([{ days: 0 }, { days: '-1' }, { days: 'week' }])(
    'refuses %j before anything is asked',
    async (parameters) => {
      const before = host.retention.asked.length;
      await expect(host.run(LogCleanup, parameters)).rejects.toThrow(/days/);
      expect(host.retention.asked).toHaveLength(before);
    },
  );
});
