import type pg from 'pg';

/** Where a database is and how to get in; a connection URL is parsed into these fields. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl?: pg.ClientConfig['ssl'];
}

/** How the driver is told about a connection; shared with the heartbeat's thread, so plain data apart from `types`. */
export function clientConfig(settings: ConnectionSettings, applicationName: string): pg.ClientConfig {
  return {
    ...settings,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}
