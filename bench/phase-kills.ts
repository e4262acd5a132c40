// Kills worker processes at random moments of a combined job of 20 phases; exit 1 when a phase is not done exactly once.
//   node bench/phase-kills.ts [--kills 200] [--seed 1]
import { parseArgs } from 'node:util';
import { killDuringPhases } from '../test/chaos/phase-kills.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const figures = await killDuringPhases(Number(values.seed), Number(values.kills));
console.log(JSON.stringify(figures, null, 2));
process.exit(figures.violations.length === 0 ? 0 : 1);
