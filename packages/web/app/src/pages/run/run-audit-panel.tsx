import { Moment } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { address } from '../../data/request.js';
import { useArtifact } from '../../data/use-artifact.js';

/** Who did what to the run. Nothing where nobody did anything. */
export function RunAuditPanel({ id }: { id: string }) {
  const { data } = useArtifact<'audit'>(address('/api/audit', { target: id, limit: 50 }));
  const deeds = (data?.events ?? []).filter(({ action }) => action.startsWith('run'));
  if (deeds.length === 0) return null;
  return (
    <Panel title="Audit">
      <ul className="run-audit">
        {deeds.map(({ id: deed, at, actor, action, reason }) => (
          <li key={deed}>
            <Moment at={at} />
            <span className="break">
              <strong>{actor}</strong> {action.replaceAll('_', ' ')}
              {reason === null ? null : <span className="quiet">: {reason}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
