import { describe, expect, it } from 'vitest';
import { patchRun, readChange } from './run-change.js';

const progress = { completed: 1, total: 2, percent: 50, message: null, counters: {} };

describe('an event of the stream', () => {
  it('says which runs are how, and what is out of date', () => {
    const data = {
      reset: false,
      runs: [{ id: '1', status: 'running', progress }],
      nouns: ['runs', 'status'],
    };
    expect(readChange(JSON.stringify(data))).toEqual({ runs: data.runs, nouns: data.nouns });
  });

  it.each(['', 'no json', '7', 'null'])('is passed over when it is %j', (data) => {
    expect(readChange(data)).toBeNull();
  });

  it('that says less, as one of another version may, patches what it says', () => {
    expect(readChange('{"nouns": ["runs"]}')).toEqual({ runs: [], nouns: ['runs'] });
  });
});

describe('what is new of a run', () => {
  const run = { id: '2', status: 'running', progress } as const;

  it('is put into its card, into a list of runs, and among those that are active', () => {
    expect(patchRun({ id: '2', status: 'queued', subject: 's' }, run)).toEqual({ ...run, subject: 's' });
    const rows = [
      { id: '1', status: 'queued' },
      { id: '2', status: 'queued' },
    ];
    const patched = [rows[0], { id: '2', status: 'running', progress }];
    expect(patchRun({ runs: rows, total: 2 }, run)).toEqual({ runs: patched, total: 2 });
    expect(patchRun({ active: rows }, run)).toEqual({ active: patched });
  });

  it('leaves what is not about it the very same, so that nothing is drawn again', () => {
    for (const data of [
      undefined,
      null,
      'text',
      { id: '1' },
      { runs: [{ id: '1' }] },
      { lines: [{ id: '2' }] },
    ])
      expect(patchRun(data, run)).toBe(data);
  });
});
