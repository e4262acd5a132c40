import { createRuntime, describeEvent } from '@infra/core';
import { createActivityRecorder } from '@infra/maintenance';
import { fastify } from 'fastify';
import { addJobRoutes } from './job-routes.js';
import { recordActivity } from './record-activity.js';
import { addSiteRoutes } from './site-routes.js';

// The search for infra.config.* begins here and goes upward.
const cwd = import.meta.dirname;
const app = fastify({ logger: true });

const runtime = await createRuntime({
  cwd,
  onEvent: (event) => {
    const { level, text } = describeEvent(event);
    app.log[level](text);
  },
});
const recorder = createActivityRecorder(await runtime.db(), {
  onError: (error) => app.log.error(error, 'activities could not be written'),
});

recordActivity(app, recorder);
addSiteRoutes(app);
await app.register(async (operators) => addJobRoutes(operators, runtime), { prefix: '/operators' });

// Runs when the last request has been answered.
app.addHook('onClose', async () => {
  await recorder.close();
  await runtime.stop();
});
process.once('SIGTERM', () => void app.close());

await runtime.start();
await app.listen({ port: Number(process.env['PORT'] ?? 8080), host: '127.0.0.1' });
