import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

// With this condition `@infra/traits` and `@infra/core` are their sources: no build, and one copy of each class.
const conditions = ['@infra/source', ...defaultServerConditions];

export default defineConfig({
  // The decorators of the sources need what tsc emits for them; tsyringe resolves by that metadata.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: { name: 'unit', include: ['{packages,extensions}/*/src/**/*.test.ts'] },
      },
      {
        // Journeys use what a user gets: the built packages, each loaded once and by Node itself.
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
});
