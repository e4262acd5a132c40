import type { ExtensionDatabase } from '@infra/traits';
import type { z } from 'zod';
import { tablesSchema } from '../configuration.js';
import { maintenanceTables } from '../maintenance-tables.js';
import { ActivityRecorder } from './activity-recorder.js';
import type { RecorderOptions } from './activity-recorder.js';
import { ActivityStore } from './activity-store.js';

/** {@link RecorderOptions}, and the `tables` of this extension's configuration where the host has its own. */
export interface ActivityRecorderOptions extends RecorderOptions {
  /** A table of the host is not written: the host does that itself. */
  readonly tables?: z.input<typeof tablesSchema>;
}

/**
 * Records sessions, contexts and requests in this extension's tables.
 * @param db the host's database, migrated.
 * @throws {z.ZodError} for `tables` that are not valid.
 */
export function createActivityRecorder(
  db: ExtensionDatabase,
  options: ActivityRecorderOptions = {},
): ActivityRecorder {
  const { tables = {}, ...recorderOptions } = options;
  const store = new ActivityStore(db, maintenanceTables(tablesSchema.parse(tables)));
  return new ActivityRecorder((activities) => store.write(activities), recorderOptions);
}
