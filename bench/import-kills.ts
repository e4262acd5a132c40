// Kills worker processes at random moments of imports; exit 1 when an item is not imported exactly once.
//   node bench/import-kills.ts [--kills 50] [--seed 1]
import { parseArgs } from 'node:util';
import { killDuringImports } from '../test/chaos/import-kills.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const figures = await killDuringImports(Number(values.seed), Number(values.kills));
console.log(JSON.stringify(figures, null, 2));
process.exit(figures.violations.length === 0 ? 0 : 1);
