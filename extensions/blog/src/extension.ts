import { defineExtension } from '@infra/traits';
import { configuration } from './configuration.js';
import { migrations } from './migrations/index.js';
import { BLOG_SETTINGS, type BlogSettings } from './settings.js';

// The command line loads this file to list jobs: whatever reads Markdown or talks to the database stays behind import().
export default defineExtension({
  name: 'blog',
  jobs: [
    () => import('./blog-batch-import.js'),
    () => import('./blog-content-ingestion.js'),
    () => import('./content-ingestion.js'),
    () => import('./publish-content.js'),
    () => import('./reconcile-content.js'),
  ],
  migrations,
  configuration,
  register(container, setup) {
    container.registerInstance<BlogSettings>(BLOG_SETTINGS, setup);
  },
});
