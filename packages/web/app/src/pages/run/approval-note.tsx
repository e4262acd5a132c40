import { Icon } from '../../components/icon.js';
import { Prose } from '../../components/prose.js';
import { RelativeTime } from '../../components/moment.js';
import type { RunDetails } from '../../data/artifacts.js';
import { isHeld } from './run-moves.js';

/** Why a run is held, until somebody lets it go. */
export function ApprovalNote({ run }: { run: RunDetails }) {
  const { approval, status, cost } = run;
  if (!isHeld(status)) return null;
  const expires = approval?.expires_at ?? null;
  return (
    <section className="approval-note" aria-label="Approval">
      <Icon name="hand" />
      <div>
        <strong>{status === 'pending' ? 'Its cost is being estimated' : 'It waits for approval'}</strong>
        {approval?.held_because === null || approval === null ? null : <p>{approval.held_because}</p>}
        {cost.warnings.map((warning) => (
          <p key={warning}>
            <Prose>{warning}</Prose>
          </p>
        ))}
        {expires === null ? null : (
          <p className="quiet">
            Unless somebody approves it, it is cancelled <RelativeTime at={expires} />.
          </p>
        )}
      </div>
    </section>
  );
}
