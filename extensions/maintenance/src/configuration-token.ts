import type { InjectionToken } from '@infra/traits';
import type { MaintenanceConfiguration } from './configuration.js';

/** Injects the checked configuration of this extension. */
export const CONFIGURATION: InjectionToken<MaintenanceConfiguration> = Symbol.for(
  '@infra/maintenance/configuration',
);
