import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Injection lives on the metadata that these decorators emit.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: { include: ['src/**/*.test.ts'] },
});
