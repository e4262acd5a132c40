import { CombinedJob } from '@infra/traits';
import { ofSource } from '../parameters.js';

const parameters = ofSource;

/** Brings everything that is made of a source up to its pages: what is up to date costs nothing. */
@CombinedJob({
  name: 'generate_source',
  description: 'Brings metadata, both indexes and suggested tags of a source up to its pages',
  tags: ['combined'],
  parameters,
  subject: 'source',
  phases: [
    { name: 'Metadata', job: 'metadata', parameters: ({ source }) => ({ source }) },
    {
      name: 'Online index',
      job: 'index_online',
      parameters: ({ source }) => ({ source, optional: true }),
    },
    { name: 'Offline index', job: 'index_offline', parameters: ({ source }) => ({ source }) },
    { name: 'Suggested tags', job: 'suggest_tags', parameters: ({ source }) => ({ source }) },
  ],
})
export class GenerateSource {
  declare parameters: typeof parameters;
}

/** Makes everything of a source anew; an interrupted run begins again from the first phase. */
@CombinedJob({
  name: 'regenerate_source',
  description: 'Makes metadata, both indexes and suggested tags of a source anew',
  tags: ['combined'],
  parameters,
  subject: 'source',
  resumable: false,
  phases: [
    { name: 'Metadata', job: 'metadata', parameters: ({ source }) => ({ source, force: true }) },
    {
      name: 'Clear the online index',
      job: 'clear_index',
      parameters: ({ source }) => ({ source, index: 'online' }),
    },
    {
      name: 'Online index',
      job: 'index_online',
      parameters: ({ source }) => ({ source, optional: true }),
    },
    {
      name: 'Clear the offline index',
      job: 'clear_index',
      parameters: ({ source }) => ({ source, index: 'offline' }),
    },
    { name: 'Offline index', job: 'index_offline', parameters: ({ source }) => ({ source }) },
    { name: 'Suggested tags', job: 'suggest_tags', parameters: ({ source }) => ({ source, force: true }) },
  ],
})
export class RegenerateSource {
  declare parameters: typeof parameters;
}

/** Builds the online index of a source anew. */
@CombinedJob({
  name: 'reindex_online',
  description: 'Clears the online index of a source and builds it anew',
  tags: ['combined'],
  parameters,
  subject: 'source',
  resumable: false,
  phases: [
    {
      name: 'Clear the online index',
      job: 'clear_index',
      weight: 10,
      parameters: ({ source }) => ({ source, index: 'online' }),
    },
    { name: 'Online index', job: 'index_online', weight: 90, parameters: ({ source }) => ({ source }) },
  ],
})
export class ReindexOnline {
  declare parameters: typeof parameters;
}

/** Builds the offline index of a source anew. */
@CombinedJob({
  name: 'reindex_offline',
  description: 'Clears the offline index of a source and builds it anew',
  tags: ['combined'],
  parameters,
  subject: 'source',
  resumable: false,
  phases: [
    {
      name: 'Clear the offline index',
      job: 'clear_index',
      weight: 10,
      parameters: ({ source }) => ({ source, index: 'offline' }),
    },
    { name: 'Offline index', job: 'index_offline', weight: 90, parameters: ({ source }) => ({ source }) },
  ],
})
export class ReindexOffline {
  declare parameters: typeof parameters;
}

/** Publishes a source. */
@CombinedJob({
  name: 'cloud_publish',
  description: 'Syncs a source to the configured endpoint and draws its map',
  tags: ['combined'],
  parameters,
  subject: 'source',
  phases: [
    { name: 'Sync', job: 'cloud_sync', weight: 80, parameters: ({ source }) => ({ source }) },
    { name: 'Map', job: 'visualisation', weight: 20, parameters: ({ source }) => ({ source }) },
  ],
})
export class CloudPublish {
  declare parameters: typeof parameters;
}
