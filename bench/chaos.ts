// The long chaos campaign: worker processes under load while a seeded sequence of faults is done to them.
//   node bench/chaos.ts [--minutes 10] [--seed 1] [--round 60]
// Prints its figures as JSON and writes them into docs/reliability.md; exit 1 when a rule was broken.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { campaign, type Figures } from '../test/chaos/campaign.ts';
import { ruleNames } from '../test/chaos/verdict.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    /** Seconds of harm in one round, each with the next seed and a server of its own. */
    round: { type: 'string', default: '60' },
  },
});
const end = Date.now() + Number(values.minutes) * 60_000;
const rounds: Figures[] = [];
for (let seed = Number(values.seed); rounds.length === 0 || Date.now() < end; seed++) {
  const left = Math.ceil((end - Date.now()) / 1_000);
  const figures = await campaign(seed, Math.max(5, Math.min(Number(values.round), left)));
  rounds.push(figures);
  console.error(
    `seed ${seed}: ${figures.submitted} submitted, ${figures.violations.length} rule(s) broken, ${JSON.stringify(figures.faults)}`,
  );
}

const sum = (of: (figures: Figures) => number) => rounds.reduce((total, figures) => total + of(figures), 0);
const faults = Object.keys(rounds[0]?.faults ?? {}) as (keyof Figures['faults'])[];
const figures = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
  seeds: rounds.map(({ seed }) => seed),
  seconds: sum(({ seconds }) => seconds),
  workers: rounds[0]?.workers ?? 0,
  faults: Object.fromEntries(faults.map((name) => [name, sum((round) => round.faults[name])])),
  submitted: sum(({ submitted }) => submitted),
  cancels_asked: sum(({ cancels_asked }) => cancels_asked),
  completed: sum(({ runs }) => runs.completed),
  failed: sum(({ runs }) => runs.failed),
  cancelled: sum(({ runs }) => runs.cancelled),
  occurrences_run: sum(({ occurrences }) => occurrences.run),
  occurrences_skipped: sum(({ occurrences }) => occurrences.skipped),
  executions: sum(({ executions }) => executions),
  attempts_lost: sum(({ attempts_lost }) => attempts_lost),
  late_results_refused: sum(({ late_results_refused }) => late_results_refused),
  violations: rounds.flatMap(({ seed, violations }) => violations.map((found) => ({ seed, ...found }))),
};
console.log(JSON.stringify(figures, null, 2));
await writeInto(new URL('../docs/reliability.md', import.meta.url), tableOf());
process.exit(figures.violations.length === 0 ? 0 : 1);

function tableOf(): string {
  const row = (name: string, value: string | number) => `| ${name} | ${value} |`;
  return [
    `${figures.date}, ${figures.machine}; seeds ${figures.seeds.join(', ')}; ${figures.seconds} s of harm, ${figures.workers} worker processes.`,
    '',
    '| | |',
    '|---|---|',
    row('faults', faults.map((name) => `${figures.faults[name]} × ${name}`).join(', ')),
    row('runs submitted', figures.submitted),
    row(
      'runs at the end: completed, failed (most on purpose), cancelled',
      `${figures.completed}, ${figures.failed}, ${figures.cancelled}`,
    ),
    row(
      'occurrences that ran, that are recorded as skipped',
      `${figures.occurrences_run}, ${figures.occurrences_skipped}`,
    ),
    row('attempts executed', figures.executions),
    row('attempts lost with their workers', figures.attempts_lost),
    row('late results refused', figures.late_results_refused),
    row(`rules broken, of ${ruleNames.length + 2}`, figures.violations.length),
  ].join('\n');
}

/** Replaces what stands between the markers. */
async function writeInto(url: URL, block: string): Promise<void> {
  const text = await readFile(url, 'utf8');
  const [before, rest] = text.split('<!-- figures -->\n');
  const [, after] = (rest ?? '').split('<!-- /figures -->');
  if (before === undefined || after === undefined) {
    throw new Error(`${fileURLToPath(url)} has no markers for the figures`);
  }
  await writeFile(url, `${before}<!-- figures -->\n\n${block}\n\n<!-- /figures -->${after}`);
}
