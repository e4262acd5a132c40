import { type Clock, systemClock } from '../clock/clock.js';
import { ConfigurationMissingError } from '../config/configuration-errors.js';
import { JobNotFoundError } from '../registry/job-not-found-error.js';
import type { JobRegistry } from '../registry/job-registry.js';
import type { HostSettings } from '../config/host-settings.js';
import type { Host } from '../operations/host.js';
import { loginName } from './login-name.js';

/**
 * A host without a configuration: it has no jobs and no database of its own. What concerns shell runs works on it; all
 * else is refused.
 * @param options.missing what is thrown by whatever needs a configuration.
 */
export function openBareHost(options: {
  readonly cwd: string;
  readonly missing?: Error;
  readonly clock?: Clock;
}): Host {
  const missing =
    options.missing ??
    new ConfigurationMissingError('this takes a host with a configuration', {
      hint: '`infra new extension <name>` begins one',
    });
  const refuse = () => Promise.reject(missing);
  return {
    configured: false,
    file: '',
    directory: options.cwd,
    settings,
    registry,
    databaseUrl: null,
    clock: options.clock ?? systemClock,
    actor: loginName(),
    database: refuse,
    connect: refuse,
    jobs: refuse,
    close: () => Promise.resolve(),
  };
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Nothing runs by these: they stand where a host's would. */
const settings: HostSettings = {
  extensions: [],
  database: { url: null, migrate: 'manual', preparedStatements: true, poolSize: 1, listen: false },
  jobs: {},
  worker: {
    concurrency: 1,
    graceMs: minuteMs,
    leaseMs: minuteMs,
    heartbeatMs: minuteMs,
    queues: null,
    maxLost: 1,
  },
  retention: { runsMs: dayMs, logsMs: dayMs, skipsMs: dayMs, auditMs: dayMs, maxRuns: null, logLines: 1 },
  alerts: { webhook: null, command: null, unresolved: 1, pings: {} },
  costs: { currency: 'USD', prices: {}, jobBudgets: {}, clientBudgets: {}, timeZone: 'UTC' },
  approvals: { expireAfterMs: dayMs },
};

const registry: JobRegistry = {
  jobs: [],
  extensions: [],
  find: () => undefined,
  require: (name) => {
    throw new JobNotFoundError(name, []);
  },
  load: (name) => Promise.reject(new JobNotFoundError(name, [])),
  loadExtension: (name) => Promise.reject(new Error(`there is no extension ${name}`)),
  loadExtensions: () => Promise.resolve([]),
};
