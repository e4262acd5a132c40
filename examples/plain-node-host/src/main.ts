import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRuntime, describeEvent } from '@infra/core';
import { answer } from './routes.js';

const runtime = await createRuntime({
  // The search for infra.config.json begins here and goes upward.
  cwd: import.meta.dirname,
  onEvent: (event) => {
    const { level, text } = describeEvent(event);
    if (level !== 'debug') console.log(`${level} ${text}`);
  },
});
await runtime.start();

const server = createServer((request, response) => void answer(runtime, request, response));
server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

// Requests first, so that none asks a runtime that has stopped; then the runs, which get their grace time.
process.once('SIGTERM', () => {
  server.close(() => void runtime.stop());
  server.closeIdleConnections();
});
