import { parseDuration } from '@infra/traits';
import { z } from 'zod';
import { ConfigurationInvalidError } from './configuration-errors.js';
import { digitsOf, readDecimal } from '../money/decimal.js';
import {
  approvalDefaults,
  costDefaults,
  hostConfigurationSchema,
  retentionDefaults,
  workerDefaults,
} from './host-configuration.js';
import type { CostSettings, HostSettings, RetentionSettings, WorkerSettings } from './host-settings.js';
import { readAlertSettings, readDatabaseSettings, readExtensionReferences } from './plain-settings.js';
import { issuesOf } from './zod-issues.js';

type Checked = z.output<typeof hostConfigurationSchema>;

/**
 * Checks an evaluated configuration and fills in its defaults.
 * @throws {ConfigurationInvalidError} with every mistake, each with its path.
 */
export function validateConfiguration(value: unknown, file: string): HostSettings {
  const checked = hostConfigurationSchema.safeParse(value);
  if (!checked.success) {
    throw new ConfigurationInvalidError(file, issuesOf(checked.error.issues, configurationJsonSchema()));
  }
  const database = readDatabaseSettings(checked.data);
  const extensions = readExtensionReferences(checked.data);
  const alerts = readAlertSettings(checked.data);
  if (database === null || extensions === null || alerts === null) {
    throw new Error('plain-settings.ts refuses what the schema of the configuration allows');
  }
  return {
    extensions,
    database,
    jobs: checked.data.jobs ?? {},
    worker: workerSettings(checked.data.worker),
    retention: retentionSettings(checked.data.retention),
    alerts,
    costs: costSettings(checked.data.costs),
    approvals: {
      expireAfterMs: parseDuration(checked.data.approvals?.expireAfter ?? approvalDefaults.expireAfter),
    },
  };
}

function workerSettings(given: Checked['worker']): WorkerSettings {
  const worker = { ...workerDefaults, ...given };
  return {
    concurrency: worker.concurrency,
    graceMs: parseDuration(worker.grace),
    leaseMs: parseDuration(worker.lease),
    heartbeatMs: parseDuration(worker.heartbeat),
    queues: worker.queues ?? null,
    maxLost: worker.maxLost,
  };
}

function retentionSettings(given: Checked['retention']): RetentionSettings {
  const retention = { ...retentionDefaults, ...given };
  return {
    runsMs: parseDuration(retention.runs),
    logsMs: parseDuration(retention.logs),
    skipsMs: parseDuration(retention.skips),
    auditMs: parseDuration(retention.audit),
    maxRuns: retention.maxRuns ?? null,
    logLines: retention.logLines,
  };
}

function costSettings(given: Checked['costs']): CostSettings {
  const { currency, timeZone } = { ...costDefaults, ...given };
  return {
    currency,
    prices: inDigits(given?.prices),
    jobBudgets: inDigits(given?.budgets?.jobs),
    clientBudgets: inDigits(given?.budgets?.clients),
    timeZone,
  };
}

function inDigits(amounts: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, digitsOf(readDecimal(amount))]),
  );
}

function configurationJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(hostConfigurationSchema, { io: 'input', unrepresentable: 'any' });
}
