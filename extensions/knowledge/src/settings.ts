import { DoNotRetry, type InjectionToken } from '@infra/traits';
import type { KnowledgeConfiguration, PostsSource, SiteSource } from './configuration.js';

/** What the extension's jobs are given to work with. */
export interface KnowledgeSettings {
  readonly configuration: KnowledgeConfiguration;
  /** What the output directory starts from. */
  readonly hostDirectory: string;
}

/** Injects {@link KnowledgeSettings}. */
export const KNOWLEDGE_SETTINGS: InjectionToken<KnowledgeSettings> = Symbol.for('@infra/knowledge/settings');

/**
 * The configured source with this id.
 * @throws {DoNotRetry} naming those that are configured.
 */
export function sourceOf({ configuration }: KnowledgeSettings, id: string): PostsSource | SiteSource {
  const source = configuration.sources.find((one) => one.id === id);
  if (source !== undefined) return source;
  const known = configuration.sources.map((one) => one.id).join(', ');
  throw new DoNotRetry(
    `no source '${id}' is configured for @infra/knowledge; ${known === '' ? 'none is' : `there are: ${known}`}`,
  );
}
