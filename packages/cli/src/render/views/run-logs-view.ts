import type { DataOf } from '../../artifact-data.js';
import type { TextView } from '../artifact-view.js';

/** People have been given the lines as they were read. */
export const runLogs: TextView<DataOf<'runs logs'>> = { kind: 'text', text: () => '' };
