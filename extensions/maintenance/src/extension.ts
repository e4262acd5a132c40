import { defineExtension } from '@infra/traits';
import { configurationSchema } from './configuration.js';
import { CONFIGURATION } from './configuration-token.js';
import { maintenanceMigrations } from './migrations/index.js';

/** Keeps a host's database small and watches its sessions. */
export default defineExtension({
  name: 'maintenance',
  jobs: [
    () => import('./sessions/cleanup-inactive-sessions.js'),
    () => import('./contexts/cleanup-empty-contexts.js'),
    () => import('./retention/database-cleanup.js'),
    () => import('./retention/log-cleanup.js'),
    () => import('./behavior/behavioral-analysis.js'),
  ],
  migrations: ({ tables }) => maintenanceMigrations(tables),
  configuration: configurationSchema,
  register(container, { configuration }) {
    container.register(CONFIGURATION, { useValue: configuration });
  },
});
