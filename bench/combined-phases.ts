// What a phase of a combined job costs beside its job: 1,000 phases that do nothing against 1,000 such runs, each
// submitted when the one before it has ended.
//   node bench/combined-phases.ts [--phases 1000] [--rounds 3]
import { parseArgs } from 'node:util';
import { createRuntime } from '@infra/core';
import { createBenchHost } from './bench-host.ts';

const { values } = parseArgs({
  options: { phases: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' } },
});
const count = Number(values.phases);
const phases = Array.from({ length: count }, (_, index) => ({ name: `phase ${index}`, job: 'nothing' }));
const bench = await createBenchHost([{ name: 'nothing' }, { name: 'combined', phases }]);
const runtime = await createRuntime({ cwd: bench.directory });
await runtime.start();

async function measured(work: () => Promise<unknown>) {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (performance.now() - began) / count, cpuMs: (user + system) / 1000 / count };
}

async function oneByOne(): Promise<void> {
  for (let index = 0; index < count; index++) await runtime.runs.submitAndWait('nothing');
}

const rounds = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const alone = await measured(oneByOne);
  const combined = await measured(async () => {
    const run = await runtime.runs.submitAndWait('combined');
    if (run.status !== 'completed')
      throw new Error(`the combined run is ${run.status}: ${run.error?.message}`);
  });
  rounds.push({
    alone,
    combined,
    over_ms: combined.ms - alone.ms,
    over_cpu_ms: combined.cpuMs - alone.cpuMs,
  });
}
const median = (figures: readonly number[]) =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
const over_ms = median(rounds.map((round) => round.over_ms)) ?? Number.NaN;
console.log(JSON.stringify({ phases: count, rounds, over_ms_a_phase: over_ms, limit_ms: 2 }, null, 2));
await runtime.stop(0);
await bench.remove();
process.exit(over_ms < 2 ? 0 : 1);
