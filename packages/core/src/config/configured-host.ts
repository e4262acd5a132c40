import type { HostSettings } from './host-settings.js';

/** A host project whose configuration has been read. */
export interface ConfiguredHost {
  /** The configuration file. */
  readonly file: string;
  /** Its folder: what relative paths start from. */
  readonly directory: string;
  /** With every default filled in and durations in milliseconds. */
  readonly settings: HostSettings;
}
