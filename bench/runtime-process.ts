// One process of a host: what `infra work` runs, without its log. Started by the benchmarks with the host's folder.
import { createRuntime } from '@infra/core';

const runtime = await createRuntime({ cwd: process.argv[2], kind: 'work', actor: 'bench' });
await runtime.start();
process.send?.('ready');
process.once('SIGTERM', () => void runtime.stop().then(() => process.exit(0)));
