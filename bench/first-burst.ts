// Whether the first burst of an installation is worked off as fast as the next: a worker that was started on an empty
// database and has executed a few hundred runs gets many at once; then the table is analysed, by which all plans are made
// anew, and it gets as many again.
//   node bench/first-burst.ts [--runs 20000] [--rounds 3]
import { parseArgs } from 'node:util';
import { createRuntime, openHost } from '@infra/core';
import { createBenchHost, percentile } from './bench-host.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' } },
});
const count = Number(values.runs);
const aCall = 1_000;
/** In batches of one to three, on every connection often enough that it has kept its plans. */
const warming = 600;

const unfinished = {
  name: 'unfinished',
  text: `select exists (select from job_runs where status = 'queued' and ready and not limited and queue = 'default')
    or exists (select from job_runs where status = 'running') as open`,
};

async function round() {
  const bench = await createBenchHost([{ name: 'nothing' }], { worker: { concurrency: 1000 } });
  const runtime = await createRuntime({ cwd: bench.directory });
  await runtime.start();
  const database = await (await openHost({ cwd: bench.directory })).database();
  const submit = (runs: number) =>
    runtime.runs.submitMany(Array.from({ length: runs }, () => ({ job: 'nothing' })));
  const burst = async () => {
    const began = performance.now();
    for (let left = count; left > 0; left -= aCall) await submit(Math.min(aCall, left));
    for (let open = true; open; ) {
      const [row] = await database.query<{ open: boolean }>(unfinished);
      open = row?.open ?? false;
    }
    return Math.round((count / (performance.now() - began)) * 1000);
  };
  for (let run = 0; run < warming; run += 3)
    await Promise.all([0, 1, 2].map(() => runtime.runs.submitAndWait('nothing')));
  const first = await burst();
  await database.query({ name: 'analyze', text: 'analyze' });
  const next = await burst();
  await database.close();
  await runtime.stop(0);
  await bench.remove();
  return { first_per_s: first, next_per_s: next, ratio: Number((first / next).toFixed(2)) };
}

const rounds = [];
for (let number = 0; number < Number(values.rounds); number++) rounds.push(await round());
const ratios = rounds.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
console.log(JSON.stringify({ runs: count, rounds, ratio: percentile(ratios, 0.5) }, null, 2));
process.exit(0);
