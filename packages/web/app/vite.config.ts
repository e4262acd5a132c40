import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Relative: the dashboard may be mounted anywhere; the server writes its place into index.html.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2024',
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    // The content security policy allows scripts and styles of this origin, and nothing that stands in a page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One file that comes with the first, not twenty small ones that every page would ask for, six at a time.
        codeSplitting: { groups: [{ name: 'shared', test: isShared }] },
      },
    },
  },
  // `npm run dev -w packages/web` beside an `infra serve --no-login`.
  server: { proxy: { '/api': 'http://127.0.0.1:4141' } },
});

/** What most pages are made of; plots are not. */
function isShared(file: string): boolean {
  if (file.includes('/keep-plot')) return false;
  return /\/app\/src\/(components|data|words)\/|\/node_modules\/(@tanstack|react|react-dom|wouter)\//.test(
    file,
  );
}
