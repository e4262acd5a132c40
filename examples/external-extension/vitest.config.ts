import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Injection lives on the metadata that these decorators emit.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  // The first test that wants a database starts PostgreSQL.
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000 },
});
