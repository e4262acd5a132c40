import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// In each project, so that the set-up sees the same copy of the packages as the tests; the first one starts the cluster.
const globalSetup = 'test/setup/postgres-cluster.ts';

// With this condition `@infra/traits` and `@infra/core` are their sources: no build, and one copy of each class.
const conditions = ['@infra/source', ...defaultServerConditions];

/** They run the program in the test's own process, or read. */
const commands = ['test/{architecture,cli,docs,registry}/**/*.test.ts'];

function journeys(name: string, files: { include: string[]; exclude?: string[]; isolate?: boolean }) {
  const server = { deps: { external: [/\/dist\//] } };
  return { extends: true as const, test: { name, globalSetup, testTimeout: 120_000, server, ...files } };
}

export default defineConfig({
  // The decorators of the sources need what tsc emits for them; tsyringe resolves by that metadata.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    // One more than the two cores that the suite is timed on: journeys wait for processes more than they compute.
    maxWorkers: 3,
    // Nothing that takes so long is slow: it hangs. A busy machine takes ten times what a quiet one does.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Another process, or the database, may take its time on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          name: 'unit',
          include: ['{packages,extensions}/*/src/**/*.test.ts', 'packages/web/app/src/**/*.test.ts'],
          globalSetup,
          // Sources are read once a worker instead of once a file, which is half the work of most files.
          isolate: false,
        },
      },
      // Journeys use what a user gets: the built packages, each loaded once and by Node itself.
      journeys('journeys', { include: ['test/**/*.test.ts'], exclude: commands }),
      // The program is loaded once a worker instead of once a file.
      journeys('commands', { include: commands, isolate: false }),
    ],
  },
});
