import type { Artifact } from '../artifacts/artifact.js';
import type { ShownConfiguration } from '../artifacts/shown-configuration.js';
import type { HostSettings } from '../config/host-settings.js';
import { redactSecrets } from '../config/redact-secrets.js';
import type { Host } from './host.js';
import { maskSecrets } from '../config/mask-secrets.js';

/** The configuration in force: defaults filled in, secrets masked. Touches no database. */
export async function showConfiguration(host: Host): Promise<Artifact<ShownConfiguration>> {
  return {
    data: {
      file: host.file,
      directory: host.directory,
      database: {
        source: sourceOf(host),
        url: host.databaseUrl === null ? null : redactSecrets(host.databaseUrl),
      },
      configuration: shown(host.settings),
    },
    artifact_type: 'presentation_card',
    title: 'Configuration',
  };
}

function sourceOf(host: Host): ShownConfiguration['database']['source'] {
  if (host.databaseUrl === null) return 'embedded';
  if (host.databaseUrl === process.env['DATABASE_URL']) return 'environment';
  return host.databaseUrl === host.settings.database.url ? 'configuration' : 'option';
}

/** Without what the host left out: JSON knows no `undefined`. */
function shown(settings: HostSettings): Record<string, unknown> {
  const plain = JSON.parse(JSON.stringify(settings)) as HostSettings;
  return maskSecrets({ ...plain, alerts: masked(plain.alerts) });
}

/** A webhook's URL is a secret as a whole: whoever has it may call it. */
function masked(alerts: HostSettings['alerts']): HostSettings['alerts'] {
  const { webhook, pings } = alerts;
  return {
    ...alerts,
    webhook: webhook === null ? null : '***',
    pings: Object.fromEntries(Object.keys(pings).map((job) => [job, '***'])),
  };
}
