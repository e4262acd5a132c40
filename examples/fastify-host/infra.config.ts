import type { HostConfiguration } from '@infra/core';

export default {
  extensions: ['@infra/maintenance'],
  jobs: {
    // What a visitor of this site has not touched for two hours is over.
    cleanup_inactive_sessions: { parameters: { hours: 2 } },
    behavioral_analysis: { schedule: '0 */5 * * * *' },
  },
} satisfies HostConfiguration;
