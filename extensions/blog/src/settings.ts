import type { InjectionToken } from '@infra/traits';
import type { BlogConfiguration } from './configuration.js';

/** What the extension's jobs are given to work with. */
export interface BlogSettings {
  readonly configuration: BlogConfiguration;
  /** What relative directories start from. */
  readonly hostDirectory: string;
  /** Of the account; lists of imports are kept in a folder of it. */
  readonly stateDirectory: string;
}

/** Injects {@link BlogSettings}. */
export const BLOG_SETTINGS: InjectionToken<BlogSettings> = Symbol.for('@infra/blog/settings');
