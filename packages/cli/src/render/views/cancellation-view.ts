import type { DataOf } from '../../artifact-data.js';
import type { TextView } from '../artifact-view.js';

type RunCancellation = DataOf<'runs cancel'>;

/** As document 000 prints it: what was cancelled, then what was not and why. */
export const runCancellation: TextView<RunCancellation> = {
  kind: 'text',
  text: ({ cancelled, refused, stopping, total, has_more }) =>
    [
      ...listed(
        'Cancelled runs:',
        cancelled.map((id) => `✓ ${id}`),
      ),
      ...listed(
        'Not cancelled:',
        refused.map(({ id, reason }) => `✗ ${id}  ${reason}`),
      ),
      ...listed(
        'Asked to end, still running:',
        stopping.map((id) => `… ${id}`),
      ),
      `Total cancelled: ${total}`,
      ...(has_more ? ['More runs match: give a higher --limit, or do it again'] : []),
    ].join('\n'),
};

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}
