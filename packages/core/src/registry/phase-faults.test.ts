import { expect, it } from 'vitest';
import { testJob } from '../testing/test-job.js';
import { phaseFaults } from './phase-faults.js';

const job = (name: string, phases: readonly string[] | null = null) =>
  testJob(name, {
    formerly: name === 'renamed' ? ['old'] : [],
    phases: phases?.map((phase) => ({ name: `run ${phase}`, job: phase, weight: 1 })) ?? null,
  });

it.each([
  ['jobs that exist', [job('a', ['b', 'c']), job('b', ['c', 'c']), job('c')], []],
  [
    'a job that nobody has',
    [job('a', ['indez']), job('index')],
    ["the phase 'run indez' of the job 'a' runs 'indez', and there is no such job: did you mean 'index'?"],
  ],
  [
    'a job under its old name',
    [job('a', ['old']), job('renamed')],
    ["the phase 'run old' of the job 'a' runs 'old', which is called 'renamed' now"],
  ],
  ['itself', [job('a', ['a'])], ["the job 'a' has itself as a phase"]],
  [
    'itself through others',
    [job('c', ['a']), job('b', ['c']), job('a', ['d', 'b']), job('d')],
    ["the job 'a' contains itself: a has the phase b has the phase c has the phase a"],
  ],
])('phases that run %s', (_, jobs, reasons) => {
  const faults = phaseFaults(jobs, '/host');
  expect(faults.map(({ reason }) => reason)).toEqual(reasons);
  expect(faults.every(({ extension, file }) => extension === 'test' && file === '/host/test.ts')).toBe(true);
});
