import type { DataOf } from '../../artifact-data.js';
import type { TextView } from '../artifact-view.js';

type SubmittedRun = DataOf<'runs submit'>;

/** On a pipe the id alone, for the next command. */
export const submittedRun: TextView<SubmittedRun> = {
  kind: 'text',
  text: (run) => `Run ${run.run_id} ${run.created ? 'is' : 'exists already and is'} ${run.status}`,
  piped: (run) => run.run_id,
};
