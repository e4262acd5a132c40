import { expect, test } from 'vitest';
import { outcomeInWords, questionOf } from './resolutions.js';

test('what became of failures is counted, and why some were refused is said once', () => {
  expect(outcomeInWords('delete', { total: 1, refused: [] })).toEqual({
    title: '1 failure deleted',
    detail: null,
  });
  const refused = ['is resolved already', 'the job is gone', 'is resolved already'].map((reason) => ({
    reason,
  }));
  expect(outcomeInWords('resubmit', { total: 1200, refused })).toEqual({
    title: '1,200 failures resubmitted, 3 refused',
    detail: 'is resolved already; the job is gone',
  });
});

test('the question says what will happen to how many', () => {
  expect(questionOf('resubmit', 12)).toMatchObject({ title: 'Resubmit 12 failures?' });
  expect(questionOf('delete', 1)).toMatchObject({ confirm: 'Delete 1 failure' });
});
