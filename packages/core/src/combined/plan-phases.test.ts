import { expect, it } from 'vitest';
import { planPhases } from './plan-phases.js';

const phase = (name: string, jobName = 'job') => ({ name, jobName });
const kept = (name: string, completed: boolean, child: number | null = null) => ({
  ...phase(name),
  completed,
  result: completed ? `${name} done` : null,
  child,
});
const phases = [phase('a'), phase('b'), phase('c')];
const two = [kept('a', true, 5), kept('b', false, 6), kept('c', false)];

it.each([
  [
    'begins anew when it is not to resume',
    phases,
    { resume: false, phases: two },
    { results: [], retryOf: null },
  ],
  [
    'begins anew when nothing was kept',
    phases,
    { resume: true, phases: null },
    { results: [], retryOf: null },
  ],
  [
    'goes on with the phase that stopped, as a new try of its run',
    phases,
    { resume: true, phases: two },
    { results: ['a done'], retryOf: 6 },
  ],
  [
    'refuses phases of another name',
    [phase('a'), phase('x'), phase('c')],
    { resume: true, phases: two },
    { refused: "phase 2 was 'b' (job) and is 'x' (job) now" },
  ],
  [
    'refuses phases of another job',
    [phase('a', 'other'), phase('b'), phase('c')],
    { resume: true, phases: two },
    { refused: "phase 1 was 'a' (job) and is 'a' (other) now" },
  ],
  [
    'refuses another number of phases',
    [...phases, phase('d')],
    { resume: true, phases: two },
    { refused: 'it has 3 phases, and the job has 4 now' },
  ],
])('a combined run %s', (_, given, found, plan) => {
  expect(planPhases(given, { owner: 'run 1', ...found })).toEqual(plan);
});
