import type { HostConfiguration } from '@infra/core';

// The repository is a host itself: its three extensions, on the sample posts.
export default {
  extensions: [
    {
      use: './extensions/blog',
      configuration: {
        posts: 'extensions/blog/samples/posts',
        collections: [
          { name: 'pages', directories: 'extensions/blog/samples/pages' },
          { name: 'notes', directories: 'extensions/blog/samples/notes' },
        ],
        site: {
          title: 'Running Notes',
          url: 'http://localhost:8080/',
          description: 'Short essays about software that runs unattended.',
        },
        output: 'public',
      },
    },
    './extensions/maintenance',
    {
      use: './extensions/knowledge',
      configuration: { sources: [{ id: 'posts', kind: 'posts' }], output: 'public/knowledge' },
    },
  ],
} satisfies HostConfiguration;
