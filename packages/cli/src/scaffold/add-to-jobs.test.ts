import { expect, test } from 'vitest';
import { addToJobs } from './add-to-jobs.js';

const item = "() => import('./jobs/b.js')";

test('a job joins the others, in their indentation', () => {
  const source =
    "export default defineExtension({\n  name: 'x',\n  jobs: [\n    () => import('./jobs/a.js'),\n  ],\n});\n";
  expect(addToJobs(source, item)).toBe(
    "export default defineExtension({\n  name: 'x',\n  jobs: [\n    () => import('./jobs/a.js'),\n    () => import('./jobs/b.js'),\n  ],\n});\n",
  );
});

test.each([
  ['define({ jobs: [] })', "define({ jobs: [\n  () => import('./jobs/b.js'),\n] })"],
  ['define({ jobs: [A, B] })', "define({ jobs: [\n  A, B,\n  () => import('./jobs/b.js'),\n] })"],
  ['define({ jobs: [A[0]] })', "define({ jobs: [\n  A[0],\n  () => import('./jobs/b.js'),\n] })"],
])('in %j too', (source, changed) => {
  expect(addToJobs(source, item)).toBe(changed);
});

test.each([
  'define({ name })',
  'define({ jobs: [A] }); other({ jobs: [B] })',
  'define({ jobs: [A, // not B]\n] })',
  'define({ jobs: [`]`] })',
  'define({ jobs: [A',
])('where it cannot be sure nothing is changed: %j', (source) => {
  expect(addToJobs(source, item)).toBeNull();
});
