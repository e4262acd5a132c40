import { defineExtension } from '@infra/traits';
import { configuration } from './configuration.js';
import { migrations } from './migrations/index.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings } from './settings.js';

/** Scrapes, describes, indexes, maps and publishes sources of pages. */
export default defineExtension({
  name: 'knowledge',
  jobs: [
    () => import('./jobs/scrape.js'),
    () => import('./jobs/metadata.js'),
    () => import('./jobs/summarise.js'),
    () => import('./jobs/index-offline.js'),
    () => import('./jobs/index-online.js'),
    () => import('./jobs/clear-index.js'),
    () => import('./jobs/suggest-tags.js'),
    () => import('./jobs/search-knowledge.js'),
    () => import('./jobs/visualisation.js'),
    () => import('./jobs/cloud-sync.js'),
    () => import('./jobs/delete-source.js'),
    () => import('./jobs/combined-jobs.js'),
  ],
  chains: {
    refresh_source: {
      description: 'Scrapes a source and brings everything that is made of it up to its pages',
      steps: [
        { job: 'scrape' },
        { job: 'metadata' },
        { job: 'summarise' },
        { job: 'index_offline' },
        { job: 'suggest_tags' },
      ],
    },
  },
  migrations,
  configuration,
  register(container, setup) {
    container.registerInstance<KnowledgeSettings>(KNOWLEDGE_SETTINGS, setup);
  },
});
