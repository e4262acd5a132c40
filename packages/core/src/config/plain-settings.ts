import type { AlertSettings, DatabaseSettings, ExtensionReference } from './host-settings.js';

// What is read here is never written into a job index (passwords, keys), and differs between the machine that builds
// and the one that runs; so it is read from the configuration at every start, without zod, which costs 80 ms to import.

/**
 * Reads `database` with its defaults.
 * @returns null when anything in it breaks the schema: then only {@link validateConfiguration} can say what.
 */
export function readDatabaseSettings(configuration: unknown): DatabaseSettings | null {
  const given = property(configuration, 'database');
  const database = given === undefined ? {} : given;
  if (!isRecord(database)) return null;
  const {
    url = null,
    migrate = 'manual',
    preparedStatements = true,
    poolSize = 10,
    listen = true,
    ...unknown
  } = database;
  if (Object.keys(unknown).length > 0) return null;
  if (url !== null && (typeof url !== 'string' || !/^postgres(ql)?:\/\//.test(url))) return null;
  if (migrate !== 'auto' && migrate !== 'manual') return null;
  if (typeof preparedStatements !== 'boolean' || typeof listen !== 'boolean') return null;
  if (typeof poolSize !== 'number' || !Number.isInteger(poolSize) || poolSize < 1 || poolSize > 1000)
    return null;
  return { url, migrate, preparedStatements, poolSize, listen };
}

/** Reads `alerts` with its defaults; null when anything in it breaks the schema. */
export function readAlertSettings(configuration: unknown): AlertSettings | null {
  const given = property(configuration, 'alerts');
  const alerts = given === undefined ? {} : given;
  if (!isRecord(alerts)) return null;
  const { webhook = null, command = null, unresolved = 50, pings = {}, ...unknown } = alerts;
  if (Object.keys(unknown).length > 0) return null;
  if (webhook !== null && !isWebhook(webhook)) return null;
  if (command !== null && !isCommand(command)) return null;
  if (typeof unresolved !== 'number' || !Number.isInteger(unresolved) || unresolved < 1) return null;
  if (!isRecord(pings) || !Object.values(pings).every(isWebhook)) return null;
  return { webhook, command, unresolved, pings: pings as AlertSettings['pings'] };
}

function isWebhook(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value);
}

function isCommand(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string' && part !== '')
  );
}

/** Reads `extensions`; null when it breaks the schema. */
export function readExtensionReferences(configuration: unknown): readonly ExtensionReference[] | null {
  const extensions = property(configuration, 'extensions');
  if (!Array.isArray(extensions)) return null;
  const references = extensions.map(readReference);
  return references.every((reference) => reference !== null) ? references : null;
}

function readReference(extension: unknown): ExtensionReference | null {
  if (typeof extension === 'string')
    return extension === '' ? null : { use: extension, configuration: undefined };
  if (!isRecord(extension)) return null;
  const { use, configuration, ...unknown } = extension;
  if (typeof use !== 'string' || use === '' || Object.keys(unknown).length > 0) return null;
  return { use, configuration };
}

function property(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
