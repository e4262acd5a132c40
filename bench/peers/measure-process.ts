// Measures one queue in one scenario once, in a process of its own, and prints the figures as JSON.
//   node measure-process.ts <scenario> <peer> <sizes as JSON>
import { writeSync } from 'node:fs';
import type { Place } from './peer.ts';
import { scenarios } from './scenarios/index.ts';
import type { Sizes } from './scenarios/scenario.ts';

const [scenario = '', spec = '', sizes = '{}'] = process.argv.slice(2);
const place = JSON.parse(process.env['BENCH_PLACE'] ?? '{}') as Place;
const listed = scenarios[scenario];
if (listed === undefined) throw new Error(`there is no scenario '${scenario}'`);
const figures = await listed.measure({ spec, place, sizes: JSON.parse(sizes) as Sizes });
writeSync(1, JSON.stringify(figures));
// Whatever a queue has left open.
process.exit(0);
